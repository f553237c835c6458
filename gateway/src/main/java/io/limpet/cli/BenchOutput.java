package io.limpet.cli;

import io.limpet.bench.Report;
import io.limpet.bench.Row;
import io.limpet.model.tree.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A report with the numbers of every round, for programs.
final class BenchOutput {
  private BenchOutput() {}

  static Value tree(Report report) {
    Map<String, Value> fields = new LinkedHashMap<>();
    fields.put("scenario", text(report.scenario().word()));
    fields.put("notes", texts(report.notes()));
    fields.put(
        "rows", new Value.Sequence(0, report.rows().stream().map(BenchOutput::row).toList()));
    return Value.Mapping.of(fields);
  }

  private static Value row(Row row) {
    Map<String, Value> fields = new LinkedHashMap<>();
    fields.put("proxy", text(row.proxy()));
    fields.put("setting", text(row.setting()));
    row.values().forEach((metric, rounds) -> fields.put(metric.key(), numbers(rounds)));
    return Value.Mapping.of(fields);
  }

  private static Value numbers(List<Double> rounds) {
    return new Value.Sequence(0, rounds.stream().map(BenchOutput::number).toList());
  }

  /// Three decimals are more than can be measured.
  private static Value number(double value) {
    return new Value.Fraction(0, Math.round(value * 1000) / 1000.0);
  }

  private static Value texts(List<String> texts) {
    return new Value.Sequence(0, texts.stream().map(BenchOutput::text).toList());
  }

  private static Value text(String text) {
    return new Value.Text(0, text);
  }
}
