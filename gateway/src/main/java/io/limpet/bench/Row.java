package io.limpet.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What was measured of one proxy in one setting, a value for each round.
public final class Row {
  private final String proxy;
  private final String setting;
  private final Map<Metric, List<Double>> values = new EnumMap<>(Metric.class);

  /// `setting`: what the rows of one proxy differ by, such as `32 connections`.
  Row(String proxy, String setting) {
    this.proxy = proxy;
    this.setting = setting;
  }

  /// NaN is what was not to be had, and leaves no trace.
  void add(Metric metric, double value) {
    if (Double.isNaN(value)) {
      return;
    }
    values.computeIfAbsent(metric, _ -> new ArrayList<>()).add(value);
  }

  void add(Metric metric, long value) {
    add(metric, (double) value);
  }

  public String proxy() {
    return proxy;
  }

  public String setting() {
    return setting;
  }

  public Map<Metric, List<Double>> values() {
    return Collections.unmodifiableMap(values);
  }

  /// What is told of all rounds: their median or their sum; NaN if it was not measured.
  double told(Metric metric) {
    List<Double> rounds = rounds(metric);
    if (rounds.isEmpty()) {
      return Double.NaN;
    }
    if (metric.isSum()) {
      return rounds.stream().mapToDouble(Double::doubleValue).sum();
    }
    int middle = rounds.size() / 2;
    return rounds.size() % 2 == 1
        ? rounds.get(middle)
        : (rounds.get(middle - 1) + rounds.get(middle)) / 2;
  }

  double lowest(Metric metric) {
    return rounds(metric).getFirst();
  }

  double highest(Metric metric) {
    return rounds(metric).getLast();
  }

  private List<Double> rounds(Metric metric) {
    return values.getOrDefault(metric, List.of()).stream().sorted().toList();
  }
}
