package io.limpet.bench;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What a run has found.
///
/// @param notes of the machine, and of what was not to be had on it
public record Report(Scenario scenario, List<String> notes, List<Row> rows) {
  public Report {
    notes = List.copyOf(notes);
    rows = List.copyOf(rows);
  }

  /// Those that were measured of at least one proxy.
  Set<Metric> metrics() {
    EnumSet<Metric> metrics = EnumSet.noneOf(Metric.class);
    rows.forEach(row -> metrics.addAll(row.values().keySet()));
    return metrics;
  }

  /// A number as tables have it; a dash where it was not measured.
  static String number(double value, Metric metric) {
    return Double.isNaN(value)
        ? "-"
        : String.format(Locale.ROOT, "%." + metric.decimals() + "f", value);
  }
}
