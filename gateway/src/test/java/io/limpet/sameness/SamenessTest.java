package io.limpet.sameness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.limpet.RealEnvoy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
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
  /// So many tables at once.
  private static final int AT_ONCE = 3;

  private final ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE);

  @SuppressWarnings("NullAway.Init") // set before all tests
  private Endpoints endpoints;

  @BeforeAll
  void open() throws IOException {
    endpoints = new Endpoints();
  }

  @AfterAll
  void close() {
    workers.shutdownNow();
    endpoints.close();
  }

  @TestFactory
  List<DynamicNode> tables() {
    RealEnvoy.program();
    List<TableRun> runs = wanted().map(name -> new TableRun(name, endpoints.words())).toList();
    runs.forEach(workers::execute);
    return runs.stream().map(SamenessTest::node).toList();
  }

  private static DynamicNode node(TableRun run) {
    return dynamicContainer(
        run.name(), run.tests().stream().map(test -> dynamicTest(test.what(), test::await)));
  }

  private static Stream<String> wanted() {
    String only = System.getProperty("sameness", "");
    List<String> names = Arrays.asList(only.split(",", -1));
    return Table.names().stream()
        .filter(name -> only.isEmpty() || names.contains(name.replace(".yaml", "")));
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
