package io.limpet.sameness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.limpet.Await;
import io.limpet.RealEnvoy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/// After the same requests both proxies count the same, under the same names.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StatisticsSamenessTest {
  private static final Path FILE = Path.of("src/test/resources/statistics.yaml");
  private static final Duration LIMIT = Duration.ofSeconds(5);

  @SuppressWarnings("NullAway.Init") // set before all tests
  private Endpoints endpoints;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private Table table;

  private @Nullable Gateways running;
  private Map<String, String> theirs = Map.of();
  private Map<String, String> ours = Map.of();

  @BeforeAll
  void askBoth() throws Exception {
    RealEnvoy.program();
    endpoints = new Endpoints();
    table = Table.of("statistics", Files.readString(FILE), endpoints.words());
    Gateways both = Gateways.start(table, endpoints);
    running = both;
    for (Case row : table.cases()) {
      both.envoy().run(row, endpoints);
      both.limpet().run(row, endpoints);
    }
    Await.until("clients that are gone", LIMIT, () -> idle(both.envoy()) && idle(both.limpet()));
    theirs = counters(both.envoy());
    ours = counters(both.limpet());
  }

  private static boolean idle(Gateway gateway) {
    return "0".equals(counters(gateway).get("http.main.downstream_cx_active"));
  }

  private static Map<String, String> counters(Gateway gateway) {
    Map<String, String> counters = new TreeMap<>();
    for (String line : gateway.admin("/stats").lines().toList()) {
      int colon = line.indexOf(": ");
      counters.put(line.substring(0, colon), line.substring(colon + 2));
    }
    return counters;
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
  Stream<DynamicTest> numbers() {
    List<DynamicTest> tests = new ArrayList<>();
    for (String name : Tree.texts(table.tree().get("numbers"))) {
      tests.add(dynamicTest(name, () -> compare(name)));
    }
    return tests.stream();
  }

  /// Not only of these names, for others would be counted wrongly too.
  @Test
  void callsAreCountedUnderNoOtherNames() {
    assertThat(ofCalls(theirs)).containsKeys("cluster.calls.grpc.total").isEqualTo(ofCalls(ours));
  }

  private static Map<String, String> ofCalls(Map<String, String> counters) {
    Map<String, String> calls = new TreeMap<>(counters);
    calls.keySet().removeIf(name -> !name.startsWith("cluster.") || !name.contains(".grpc"));
    return calls;
  }

  private void compare(String name) {
    assertThat(theirs).as("Envoy's numbers").containsKey(name);
    assertThat(ours.get(name)).as(name).isEqualTo(theirs.get(name));
  }
}
