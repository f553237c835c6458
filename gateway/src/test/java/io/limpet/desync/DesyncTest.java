package io.limpet.desync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.limpet.RealEnvoy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/// Smuggled requests and split answers: each payload is refused, or goes on in a form that every
/// server reads alike, and the client that comes next gets its own answer.
///
/// A real Envoy gets the same payloads, and what its endpoint sees is compared, header by header.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DesyncTest {
  private static final Path FOLDER = Path.of("src/test/resources/desync");
  private static final Path PAGE = Path.of("..", "docs", "desync.md");
  private static final List<String> FILES = List.of("requests", "downgrades", "answers");

  @SuppressWarnings("NullAway.Init") // set before all tests
  private Side envoy;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private Side limpet;

  @BeforeAll
  void open() throws Exception {
    RealEnvoy.program();
    String bootstrap = Files.readString(FOLDER.resolve("bootstrap.yaml"));
    envoy = Side.envoy(bootstrap);
    limpet = Side.limpet(bootstrap);
  }

  @AfterAll
  void close() {
    envoy.close();
    limpet.close();
  }

  @TestFactory
  List<DynamicNode> payloads() throws IOException {
    List<DynamicNode> files = new ArrayList<>();
    for (String name : FILES) {
      files.add(
          dynamicContainer(
              name, rows(name).stream().map(row -> dynamicTest(row.rule(), () -> run(row)))));
    }
    return files;
  }

  private static List<Row> rows(String name) throws IOException {
    return Row.all(Files.readString(FOLDER.resolve(name + ".yaml")));
  }

  /// `-Dtidy.update=true` writes it anew.
  @Test
  void thePageTellsEachOnce() throws IOException {
    StringBuilder page = new StringBuilder(DesyncPage.BEGINNING);
    for (String name : FILES) {
      List<Row> rows = rows(name);
      assertThat(rows).extracting(Row::rule).doesNotHaveDuplicates();
      assertThat(rows)
          .extracting(row -> List.of(row.request(), row.reply()))
          .doesNotHaveDuplicates();
      DesyncPage.table(name, rows, page);
    }
    if (Boolean.getBoolean("tidy.update")) {
      Files.writeString(PAGE, page);
    }
    assertThat(page.toString())
        .as("docs/desync.md; -Dtidy.update=true writes it anew")
        .isEqualTo(Files.readString(PAGE));
  }

  private void run(Row row) throws Exception {
    FutureTask<Side.Outcome> other = new FutureTask<>(() -> envoy.run(row, row.envoy()));
    Thread.ofVirtual().start(other);
    Side.Outcome ours = limpet.run(row, row.limpet());
    Side.Outcome theirs = other.get();
    assertThat(List.of(theirs.seen(), ours.seen()))
        .as("Envoy, Limpet")
        .isEqualTo(List.of(row.envoy(), row.limpet()));
    if (!row.differs()) {
      assertThat(ours.requests()).as("as Envoy's endpoint saw it").isEqualTo(theirs.requests());
    }
    for (String bytes : ours.bytes()) {
      List<String> found = Backends.careless(bytes, false);
      assertThat(Backends.careless(bytes, true)).as("by length first").isEqualTo(found);
      assertThat(Backends.netty(bytes)).as("by Netty").isEqualTo(found);
    }
  }
}
