package io.limpet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.limpet.RealEnvoy;
import io.limpet.model.Problem;
import io.limpet.model.Problem.Severity;
import io.limpet.model.tree.Value;
import io.limpet.model.tree.YamlReader;
import io.limpet.xds.bootstrap.BootstrapFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Bootstraps with one mistake each: one message, with the field's path, and Envoy refuses too.
/// The rows are in `bootstraps/malformed.yaml`.
final class MalformedBootstrapsTest {
  private static final String GOOD = text("good.yaml");

  @TempDir Path folder;

  @Test
  void theOneThatTheyAreMadeOfIsGood() throws Exception {
    assertThat(BootstrapProblems.of(BootstrapFile.read(GOOD, "good.yaml"), false)).isEmpty();
    assertThat(envoy(GOOD)).contains("OK");
  }

  @Test
  void whatIsAdvisedForTheEdgeIsServedAsItStands() throws Exception {
    String edge = text("edge.yaml");
    assertThat(BootstrapProblems.of(BootstrapFile.read(edge, "edge.yaml"), false)).isEmpty();
    assertThat(envoy(edge)).contains("OK");
  }

  @TestFactory
  Stream<DynamicTest> oneMessageEach() {
    return rows("malformed.yaml").map(row -> dynamicTest(row.rule(), () -> checkMistake(row)));
  }

  private static Stream<MalformedRow> rows(String name) {
    Value.Sequence rows = (Value.Sequence) YamlReader.readAll(text(name)).getFirst().root();
    return rows.items().stream().map(each -> MalformedRow.of((Value.Mapping) each));
  }

  private static List<Problem> problems(String text, boolean lenient) {
    return BootstrapProblems.of(BootstrapFile.read(text, "x.yaml"), lenient);
  }

  private void checkMistake(MalformedRow row) throws Exception {
    String text = row.text(GOOD);
    assertThat(problems(text, false))
        .as(text)
        .singleElement()
        .satisfies(
            problem -> {
              checkProblem(row, problem);
              assertThat(problem.severity()).isEqualTo(Severity.ERROR);
            });
    String answer = envoy(text);
    assertThat(answer.contains("' OK")).as("Envoy says: " + answer).isEqualTo(row.envoyTakesIt());
  }

  private static void checkProblem(MalformedRow row, Problem problem) {
    assertThat(problem.field()).isEqualTo(row.field());
    assertThat(problem.message()).contains(row.says());
    assertThat(problem.origin().line()).isPositive();
  }

  /// What Envoy carries out and Limpet does not is told with its place. The rows are in
  /// `bootstraps/not-carried-out.yaml`.
  @TestFactory
  Stream<DynamicTest> whatIsNotCarriedOutIsTold() {
    return rows("not-carried-out.yaml").map(row -> dynamicTest(row.rule(), () -> checkGap(row)));
  }

  private void checkGap(MalformedRow row) throws Exception {
    String text = row.text(GOOD);
    assertThat(problems(text, false))
        .as(text)
        .anySatisfy(problem -> checkProblem(row, problem))
        .allSatisfy(problem -> assertThat(problem.severity()).isEqualTo(Severity.ERROR));
    assertThat(problems(text, true))
        .anySatisfy(
            problem -> {
              checkProblem(row, problem);
              assertThat(problem.severity())
                  .isEqualTo(row.refused() ? Severity.ERROR : Severity.WARNING);
            });
    String answer = envoy(text);
    assertThat(answer).as("Envoy says").contains("' OK");
  }

  /// What `envoy --mode validate` prints.
  private String envoy(String text) throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("envoy.yaml"), text);
    Process process =
        new ProcessBuilder(
                RealEnvoy.program().toString(),
                "--mode",
                "validate",
                "-l",
                "error",
                "-c",
                file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }

  private static String text(String name) {
    try (InputStream in =
        MalformedBootstrapsTest.class.getResourceAsStream("/bootstraps/" + name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
