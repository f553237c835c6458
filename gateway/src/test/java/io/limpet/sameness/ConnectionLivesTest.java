package io.limpet.sameness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.limpet.Await;
import io.limpet.RealEnvoy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/// Connections that end at any moment: through both proxies, clients and endpoints hear the same of
/// it, and it is logged and counted alike.
///
/// In `connection-lives.yaml`, each of `lives` is a [Life]: its `steps`, the lines that it leaves
/// in the `log`, and by how much numbers grow (`counts`).
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConnectionLivesTest {
  private static final Path FILE = Path.of("src/test/resources/connection-lives.yaml");

  @SuppressWarnings("NullAway.Init") // set before all tests
  private Endpoints endpoints;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private ServerSocket endpoint;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private Table table;

  private @Nullable Gateways running;

  @BeforeAll
  void start() throws Exception {
    RealEnvoy.program();
    endpoints = new Endpoints();
    endpoint = new ServerSocket(0, 64, InetAddress.ofLiteral("127.0.0.1"));
    endpoint.setSoTimeout((int) Pressed.LIMIT.toMillis());
    String text =
        Files.readString(FILE).replace("\"${endpoint}\"", String.valueOf(endpoint.getLocalPort()));
    table = Table.of("connection-lives", text, endpoints.words());
    running = Gateways.start(table, endpoints);
  }

  @AfterAll
  void close() throws Exception {
    Gateways both = running;
    if (both != null) {
      both.close();
    }
    endpoint.close();
    endpoints.close();
  }

  @TestFactory
  Stream<DynamicTest> lives() {
    return Tree.list(table.tree().get("lives")).stream()
        .map(Tree::map)
        .map(life -> dynamicTest(Tree.text(life, "rule", "?"), () -> live(life)));
  }

  private void live(Map<String, Object> life) throws Exception {
    Gateways both = Objects.requireNonNull(running);
    for (Gateway each : List.of(both.envoy(), both.limpet())) {
      live(life, each, both.folder().resolve(each.name() + ".log"));
    }
  }

  private void live(Map<String, Object> life, Gateway gateway, Path log) throws Exception {
    Map<String, Long> before = Pressed.numbers(gateway);
    int linesBefore = lines(log).size();
    try (Life run = new Life(gateway.port(Tree.text(life, "to", "main")), endpoint)) {
      for (String step : Tree.texts(life.get("steps"))) {
        run.step(step);
      }
    } catch (IOException | AssertionError wrong) {
      throw new AssertionError("through " + gateway.name() + ": " + wrong.getMessage(), wrong);
    }
    List<String> expected = Tree.texts(life.get("log"));
    Await.until(
        expected.size() + " lines of " + gateway.name(),
        Pressed.LIMIT,
        () -> lines(log).size() >= linesBefore + expected.size());
    List<String> all = lines(log);
    assertThat(all.subList(linesBefore, all.size())).as(gateway.name()).isEqualTo(expected);
    Tree.map(life.get("counts"))
        .forEach(
            (name, grown) -> {
              long wanted = before.getOrDefault(name, 0L) + Long.parseLong(String.valueOf(grown));
              Pressed.await(gateway, name, wanted);
            });
  }

  /// Envoy does not look at its client then: it finishes what is under way for nobody.
  @Test
  void aClientThatIsResetWhileItsRequestsWaitBehindOneIsGivenUpAtOnce() throws Exception {
    Gateways both = Objects.requireNonNull(running);
    try (Life run = new Life(both.limpet().port("main"), endpoint)) {
      String get = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
      run.step("client says " + get + get);
      run.step("endpoint hears GET");
      run.step("client resets");
      run.step("endpoint is ended");
    }
  }

  private static List<String> lines(Path log) {
    try {
      return Files.exists(log) ? new ArrayList<>(Files.readAllLines(log)) : List.of();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
