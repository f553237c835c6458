package io.limpet.sameness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.limpet.Await;
import io.limpet.RealEnvoy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/// The same formats and filters of access logs on both proxies, and the same requests: each log has
/// the same lines.
///
/// In `access-logs.yaml`, `logs` has a log with its `rule`; `mask` is what differs from one request
/// to the next and is put out of sight. Lines are compared in the order of their requests.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AccessLogSamenessTest {
  private static final Path FILE = Path.of("src/test/resources/access-logs.yaml");
  private static final Duration LIMIT = Duration.ofSeconds(5);

  @SuppressWarnings("NullAway.Init") // set before all tests
  private Endpoints endpoints;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private Table table;

  private @Nullable Gateways running;

  @BeforeAll
  void askBoth() throws Exception {
    RealEnvoy.program();
    endpoints = new Endpoints();
    table = Table.of("access-logs", Files.readString(FILE), endpoints.words());
    Gateways both = Gateways.start(table, endpoints);
    running = both;
    for (Case row : table.cases()) {
      both.envoy().run(row, endpoints);
      both.limpet().run(row, endpoints);
    }
  }

  @AfterAll
  void close() throws Exception {
    Gateways both = running;
    if (both != null) {
      both.close();
    }
    endpoints.close();
  }

  @TestFactory
  Stream<DynamicTest> logs() {
    List<DynamicTest> tests = new ArrayList<>();
    List<Object> logs = Tree.list(table.tree().get("logs"));
    for (int i = 0; i < logs.size(); i++) {
      Map<String, Object> log = Tree.map(logs.get(i));
      int number = i;
      tests.add(dynamicTest(Tree.text(log, "rule", "?"), () -> compare(log, number)));
    }
    return tests.stream();
  }

  private void compare(Map<String, Object> log, int number) throws IOException {
    Gateways both = Objects.requireNonNull(running);
    Path theirs = Listeners.file(both.folder().resolve("envoy.log"), number);
    Path ours = Listeners.file(both.folder().resolve("limpet.log"), number);
    String mask = Tree.text(log, "mask", "(?!)");
    String wanted = Files.readString(theirs, StandardCharsets.ISO_8859_1);
    assertThat(wanted).as("Envoy's log").isNotEmpty();
    Await.until("lines of " + ours, LIMIT, () -> Files.exists(ours) && size(ours) >= 1);
    assertThat(masked(Files.readString(ours, StandardCharsets.ISO_8859_1), mask))
        .isEqualTo(masked(wanted, mask));
  }

  private static long size(Path file) {
    return file.toFile().length();
  }

  private static List<String> masked(String text, String mask) {
    return text.replaceAll(mask, "#").lines().toList();
  }
}
