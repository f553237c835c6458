package io.limpet.sameness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.limpet.RealEnvoy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/// Every row of every table, on a real Envoy and on our proxy.
///
/// `-Dsameness=paths,domains` runs the tables of these names only.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SamenessTest {
  @SuppressWarnings("NullAway.Init") // set before all tests
  private Endpoints endpoints;

  private @Nullable Gateways running;

  @BeforeAll
  void open() throws IOException {
    endpoints = new Endpoints();
  }

  @AfterAll
  void close() throws Exception {
    stop();
    endpoints.close();
  }

  @TestFactory
  Stream<DynamicNode> tables() {
    RealEnvoy.program();
    return wanted().map(this::table);
  }

  private static Stream<String> wanted() {
    String only = System.getProperty("sameness", "");
    List<String> names = Arrays.asList(only.split(",", -1));
    return Table.names().stream()
        .filter(name -> only.isEmpty() || names.contains(name.replace(".yaml", "")));
  }

  private DynamicNode table(String name) {
    Table table = Table.read(name, endpoints.words());
    List<DynamicNode> tests = new ArrayList<>();
    tests.add(dynamicTest("both take the configuration", () -> start(table)));
    for (Case row : table.cases()) {
      tests.add(dynamicTest(row.rule(), () -> runFairly(row)));
    }
    tests.add(dynamicTest("both end without a mistake", this::end));
    return dynamicContainer(name + ": " + table.about(), tests);
  }

  private void start(Table table) throws Exception {
    stop();
    running = Gateways.start(table, endpoints);
  }

  /// Fair samples of one distribution fail one time in a thousand; twice, one time in a million.
  private void runFairly(Case row) throws IOException {
    if (!row.compare().equals("spread")) {
      run(row);
      return;
    }
    try {
      run(row);
    } catch (AssertionError once) {
      run(row);
    }
  }

  private void run(Case row) throws IOException {
    Gateways both = running;
    assertThat(both).as("both take the configuration").isNotNull();
    if (both == null) {
      return;
    }
    Checks checks = new Checks(endpoints);
    Gateway.Outcome envoy = both.envoy().run(row, endpoints);
    checks.expected(row, "envoy", envoy);
    Gateway.Outcome limpet = both.limpet().run(row, endpoints);
    checks.expected(row, "limpet", limpet);
    if (!row.differs()) {
      checks.same(row, envoy, limpet);
    }
  }

  private void end() throws Exception {
    stop();
    assertThat(endpoints.mistakes()).isEmpty();
  }

  private void stop() throws Exception {
    Gateways both = running;
    running = null;
    if (both != null) {
      both.close();
    }
  }

  @Test
  void eachRuleIsSaidOnceAndEachCaseExpectsSomething() {
    List<String> rules = new ArrayList<>();
    for (String name : Table.names()) {
      for (Case row : Table.read(name, endpoints.words()).cases()) {
        assertThat(row.rule()).as("a case of %s has no rule", name).isNotEmpty();
        boolean compared = !row.compare().equals("sequence");
        assertThat(compared || row.steps().stream().anyMatch(SamenessTest::expects))
            .as("%s, \"%s\" expects something", name, row.rule())
            .isTrue();
        rules.add(row.rule());
      }
    }
    assertThat(rules).doesNotHaveDuplicates();
  }

  private static boolean expects(Case.Step step) {
    return !step.expect().isEmpty() || !step.differs().isEmpty();
  }
}
