package io.limpet.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/// The numbers as Envoy's admin port writes them (source/server/admin/stats_render.cc,
/// prometheus_stats.cc).
///
/// The Prometheus format is written here and not by its Java library: that wants to own the
/// counters, and this is one loop.
public final class StatsText {
  private final Metrics metrics;
  private final Predicate<String> names;
  private final boolean usedOnly;

  /// `names` chooses by the name that `/stats` shows. `usedOnly` leaves out what is 0; Envoy leaves
  /// out what was never set, which differs for a gauge that is back at 0.
  public StatsText(Metrics metrics, Predicate<String> names, boolean usedOnly) {
    this.metrics = metrics;
    this.names = names;
    this.usedOnly = usedOnly;
  }

  /// `name: value`, a line each.
  public String plain() {
    StringBuilder out = new StringBuilder();
    for (Sample sample : chosen()) {
      out.append(sample.name().text()).append(": ").append(sample.value()).append('\n');
    }
    return out.toString();
  }

  /// `{"stats":[{"name":…,"value":…}]}`, on one line.
  public String json() {
    StringBuilder out = new StringBuilder("{\"stats\":[");
    String comma = "";
    for (Sample sample : chosen()) {
      out.append(comma).append("{\"name\":\"").append(escaped(sample.name().text()));
      out.append("\",\"value\":").append(sample.value()).append('}');
      comma = ",";
    }
    return out.append("]}").toString();
  }

  /// Prometheus' text format 0.0.4; counters first, as Envoy's.
  public String prometheus() {
    StringBuilder out = new StringBuilder();
    List<Sample> chosen = chosen();
    appendFamilies(chosen, true, out);
    appendFamilies(chosen, false, out);
    appendHistograms(out);
    return out.toString();
  }

  private void appendHistograms(StringBuilder out) {
    TreeMap<String, List<String>> lines = new TreeMap<>();
    for (Map.Entry<StatName, Histogram> each : metrics.histograms().values()) {
      if (names.test(each.getKey().text())) {
        StatName.Series series = each.getKey().series();
        lines
            .computeIfAbsent(series.metric(), _ -> new ArrayList<>())
            .add(lines(series, each.getValue().told()));
      }
    }
    lines.forEach(
        (metric, texts) -> {
          out.append("# TYPE ").append(metric).append(" histogram\n");
          texts.forEach(out::append);
        });
  }

  private static String lines(StatName.Series series, Histogram.Told told) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < told.atMost().length; i++) {
      boolean last = i == told.bounds().length;
      List<StatName.Label> labels = new ArrayList<>(series.labels());
      labels.add(new StatName.Label("le", last ? "+Inf" : number(told.bounds()[i])));
      out.append(series.metric()).append("_bucket").append(labels(labels));
      out.append(' ').append(told.atMost()[i]).append('\n');
    }
    String labels = labels(series.labels());
    out.append(series.metric()).append("_sum").append(labels);
    out.append(' ').append(number(told.sum())).append('\n');
    out.append(series.metric()).append("_count").append(labels);
    return out.append(' ').append(told.atMost()[told.bounds().length]).append('\n').toString();
  }

  /// As Go writes it: a whole number without a point.
  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  private static void appendFamilies(List<Sample> samples, boolean counters, StringBuilder out) {
    TreeMap<String, List<String>> lines = new TreeMap<>();
    for (Sample sample : samples) {
      if (sample.counter() == counters) {
        StatName.Series series = sample.name().series();
        lines
            .computeIfAbsent(series.metric(), _ -> new ArrayList<>())
            .add(labels(series.labels()) + " " + sample.value());
      }
    }
    lines.forEach(
        (metric, values) -> {
          out.append("# TYPE ").append(metric).append(counters ? " counter\n" : " gauge\n");
          values.stream().sorted().forEach(it -> out.append(metric).append(it).append('\n'));
        });
  }

  private static String labels(List<StatName.Label> labels) {
    StringBuilder out = new StringBuilder("{");
    for (StatName.Label label : labels) {
      out.append(out.length() == 1 ? "" : ",").append(label.name());
      out.append("=\"").append(escaped(label.value())).append('"');
    }
    return out.append('}').toString();
  }

  private List<Sample> chosen() {
    List<Sample> chosen = new ArrayList<>();
    for (Sample sample : metrics.samples()) {
      if ((!usedOnly || sample.value() != 0) && names.test(sample.name().text())) {
        chosen.add(sample);
      }
    }
    return chosen;
  }

  /// JSON and Prometheus agree on these; other control characters do not occur in names.
  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
