package io.limpet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

/// How a report is told.
final class TableTest {
  @Test
  void theMedianIsToldWithTheLowestAndTheHighestRound() {
    assertThat(Table.of(report()))
        .isEqualTo(
            """
            | proxy  |                | requests/s       | CPU µs a request | errors |
            |--------|----------------|------------------|------------------|--------|
            | limpet | 32 connections | 2000 (1000–4000) | 18.4             | 3      |
            | floor  | 32 connections | 60000            | -                | 0      |

            Not pinned.
            """);
  }

  @Test
  void aChartHasABarAndALineForEachRow() throws Exception {
    String svg = Chart.of(report());
    var root =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
            .getDocumentElement();
    assertThat(root.getElementsByTagName("rect").getLength()).isEqualTo(1 + 3);
    assertThat(root.getElementsByTagName("path").getLength()).isEqualTo(3);
  }

  private static Report report() {
    Row limpet = new Row("limpet", "32 connections");
    for (double rate : new double[] {1000, 4000, 2000}) {
      limpet.add(Metric.REQUESTS, rate);
      limpet.add(Metric.CPU, 18.4);
      limpet.add(Metric.ERRORS, 1);
    }
    Row floor = new Row("floor", "32 connections");
    floor.add(Metric.REQUESTS, 60_000);
    floor.add(Metric.CPU, Double.NaN);
    floor.add(Metric.ERRORS, 0);
    return new Report(Scenario.STRONG, List.of("Not pinned."), List.of(limpet, floor));
  }
}
