package io.limpet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.bench.Scenario;
import io.limpet.model.tree.JsonReader;
import io.limpet.model.tree.Value;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// A whole run with a real Limpet in a process of its own. What it costs is not looked at: machines
/// that run tests do other things.
final class BenchCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  @Test
  void aRunOverHttp2AndTlsIsAnsweredByTheEndpointsOfTheTokens() throws Exception {
    Path chart = folder.resolve("chart.svg");
    assertThat(
            run(
                "--scenario=tls-h2",
                "--only=limpet",
                "--rounds=1",
                "--seconds=1",
                "--warm-up=0",
                "--connections=4",
                "--no-pinning",
                "--chart=" + chart,
                "--output=json"))
        .as(err::toString)
        .isZero();
    Branch report = new Branch(JsonReader.readAll(out.toString()).getFirst().root());
    assertThat(report.text("scenario")).isEqualTo("tls-h2");
    assertThat(report.items("rows")).hasSize(1);
    Branch row = report.items("rows").getFirst();
    assertThat(row.text("proxy")).isEqualTo("limpet");
    assertThat(number(row, "requestsPerSecond")).isGreaterThan(10);
    assertThat(number(row, "cpuMicrosPerRequest")).isGreaterThan(1);
    assertThat(number(row, "p99Millis")).isGreaterThanOrEqualTo(number(row, "p50Millis"));
    assertThat(List.of(number(row, "errors"), number(row, "moved"))).containsOnly(0.0);
    assertThat(err.toString()).contains("starting limpet", "round 1 of 1");
    DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(chart.toFile());
    assertThat(Files.readString(chart)).contains("limpet, 4 connections", "requests/s");
  }

  @Test
  void theHelpTellsEveryScenario() {
    assertThat(run("--help")).isZero();
    assertThat(Scenario.words())
        .allSatisfy(word -> assertThat(out.toString()).contains("  " + word + " "));
  }

  private static double number(Branch row, String name) {
    Value values = Objects.requireNonNull(row.at(name).value(), name);
    return switch (((Value.Sequence) values).items().getFirst()) {
      case Value.Whole whole -> whole.value();
      case Value.Fraction fraction -> fraction.value();
      case Value other -> throw new AssertionError(name + " is " + other);
    };
  }

  private int run(String... arguments) {
    CommandLine line = new CommandLine(new BenchCommand());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }
}
