package io.limpet.sameness;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.RealEnvoy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Tables that nobody thought of: each seed makes a configuration and cases for it, in which both
/// proxies must do the same.
///
/// `-Dsameness.tables=50` tries so many of each kind, `-Dsameness.seed=N` begins with that one:
/// what a failure prints.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GeneratedTablesTest {
  private static final int TABLES = Integer.getInteger("sameness.tables", 2);

  /// The same each time: a difference that other seeds find is to be looked into, and is no reason
  /// to stop a build.
  private static final long FIRST = Long.getLong("sameness.seed", 1);

  @SuppressWarnings("NullAway.Init") // set before all tests
  private Endpoints endpoints;

  @BeforeAll
  void open() throws IOException {
    RealEnvoy.program();
    System.out.println("generated tables: -Dsameness.seed=" + FIRST);
    endpoints = new Endpoints();
  }

  @AfterAll
  void close() {
    if (endpoints != null) {
      endpoints.close();
    }
  }

  @Test
  void routesDoTheSame() throws Exception {
    differences(seed -> new RandomRoutes(seed).table(endpoints.words()));
  }

  @Test
  void requestTextsAreReadTheSame() throws Exception {
    differences(seed -> new RandomRequests(seed).table(endpoints.words()));
  }

  @Test
  void failingEndpointsAreMetTheSame() throws Exception {
    differences(seed -> new RandomFailures(seed).table(endpoints.words()));
  }

  private void differences(LongFunction<Table> tables) throws Exception {
    List<String> differences = new ArrayList<>();
    for (long seed = FIRST; seed < FIRST + TABLES; seed++) {
      int before = differences.size();
      Table table = tables.apply(seed);
      try (Gateways both = Gateways.start(table, endpoints)) {
        for (Case row : table.cases()) {
          compare(both, row, seed, differences);
        }
      } catch (AssertionError | RuntimeException refused) {
        differences.add("-Dsameness.seed=%d: %s of %s".formatted(seed, refused, table.tree()));
      }
      if (differences.size() > before) {
        differences.add("the table of %d: %s".formatted(seed, table.tree()));
      }
    }
    assertThat(String.join(System.lineSeparator(), differences)).isEmpty();
  }

  private void compare(Gateways both, Case row, long seed, List<String> differences)
      throws IOException {
    String theirs = "no answer";
    String ours = "no answer";
    try {
      Gateway.Outcome envoy = both.envoy().run(row, endpoints);
      theirs = told(envoy);
      Gateway.Outcome limpet = both.limpet().run(row, endpoints);
      ours = told(limpet);
      new Checks(endpoints).same(row, envoy, limpet);
    } catch (AssertionError | IOException | RuntimeException different) {
      String asked =
          row.steps().getFirst().text(Map.of()).replace("\r", "\\r").replace("\n", "\\n");
      differences.add(
          "-Dsameness.seed=%d: %s%n  %s%n envoy: %s%nlimpet: %s%n"
              .formatted(
                  seed,
                  asked,
                  different instanceof AssertionError ? "" : different.toString(),
                  theirs,
                  ours));
    }
  }

  private static String told(Gateway.Outcome outcome) {
    Answer answer = outcome.answers().getFirst().getFirst();
    return "%s %s cut=%s closed=%s %s%n        %s | %s attempts=%d"
        .formatted(
            answer.first(),
            answer.headers(),
            answer.cut(),
            answer.closed(),
            answer.interims(),
            answer.body().replace("\n", "\\n"),
            outcome.logs(),
            outcome.attempts());
  }
}
