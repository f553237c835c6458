package io.limpet.sameness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// One table on a real Envoy and on our proxy, with endpoints of its own, so that several can be
/// tried at once: most of the time is spent waiting.
final class TableRun implements Runnable {
  private static final int MINUTES = 10;

  private final String name;
  private final List<Test> tests = new ArrayList<>();

  /// What is said of a test, and how it ended.
  record Test(String what, CompletableFuture<Void> done) {
    Test(String what) {
      this(what, new CompletableFuture<>());
    }

    /// Waits until it ended, and throws what it threw.
    void await() throws Throwable {
      try {
        done.get(MINUTES, TimeUnit.MINUTES);
      } catch (ExecutionException failed) {
        throw failed.getCause() == null ? failed : failed.getCause();
      }
    }
  }

  private interface Step {
    void run() throws Exception;
  }

  /// `words` fill in the table's text where only its rules are wanted.
  TableRun(String name, Map<String, String> words) {
    this.name = name;
    tests.add(new Test("both take the configuration"));
    Table.read(name, words).cases().forEach(row -> tests.add(new Test(row.rule())));
    tests.add(new Test("both end without a mistake"));
  }

  String name() {
    return name;
  }

  /// In their order: the start, each row, the end.
  List<Test> tests() {
    return List.copyOf(tests);
  }

  @Override
  public void run() {
    try (Endpoints endpoints = new Endpoints()) {
      Table table = Table.read(name, endpoints.words());
      Gateways both = start(table, endpoints);
      for (int i = 0; i < table.cases().size(); i++) {
        Case row = table.cases().get(i);
        attempt(tests.get(i + 1), () -> runFairly(row, both, endpoints));
      }
      attempt(
          tests.getLast(),
          () -> {
            both.close();
            assertThat(endpoints.mistakes()).isEmpty();
          });
    } catch (Exception | Error broken) {
      tests.forEach(test -> test.done().completeExceptionally(broken));
    }
  }

  private Gateways start(Table table, Endpoints endpoints) throws Exception {
    Gateways both = Gateways.start(table, endpoints);
    tests.getFirst().done().complete(null);
    return both;
  }

  private static void attempt(Test test, Step step) {
    try {
      step.run();
      test.done().complete(null);
    } catch (Exception | Error failed) {
      test.done().completeExceptionally(failed);
    }
  }

  /// Fair samples of one distribution fail one time in a thousand; twice, one time in a million.
  private static void runFairly(Case row, Gateways both, Endpoints endpoints) throws IOException {
    if (!row.compare().equals("spread")) {
      run(row, both, endpoints);
      return;
    }
    try {
      run(row, both, endpoints);
    } catch (AssertionError once) {
      run(row, both, endpoints);
    }
  }

  private static void run(Case row, Gateways both, Endpoints endpoints) throws IOException {
    Checks checks = new Checks(endpoints);
    Gateway.Outcome envoy = both.envoy().run(row, endpoints);
    checks.expected(row, "envoy", envoy);
    Gateway.Outcome limpet = both.limpet().run(row, endpoints);
    checks.expected(row, "limpet", limpet);
    if (!row.differs()) {
      checks.same(row, envoy, limpet);
    }
  }
}
