package io.limpet.bench;

import java.util.List;
import java.util.Locale;

/// A report as a picture: bars of what its scenario is about, with a line from the
/// lowest round to the highest.
public final class Chart {
  private static final int WIDTH = 900;
  private static final int NAMES = 220;
  private static final int NUMBERS = 110;
  private static final int BARS = WIDTH - NAMES - NUMBERS;
  private static final int LINE = 26;
  private static final int BAR = 16;
  private static final int HEADING = 44;
  private static final List<String> COLOURS = List.of("#1b7f79", "#b5544d", "#6b6fb0", "#8a8a8a");

  private final StringBuilder svg = new StringBuilder();
  private int y = 20;

  private Chart() {}

  public static String of(Report report) {
    Chart chart = new Chart();
    List<Metric> shown = report.scenario().drawn();
    int height = 40 + shown.size() * (HEADING + LINE * report.rows().size());
    chart.svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d"\
         font-family="sans-serif" font-size="13">
        <rect width="100%%" height="100%%" fill="white"/>
        """
            .formatted(WIDTH, height));
    String title =
        "limpet bench, %s: medians, with the lowest and the highest round"
            .formatted(report.scenario().word());
    chart.text(10, chart.y, title, "font-weight=\"bold\"");
    shown.forEach(metric -> chart.panel(report, metric));
    return chart.svg.append("</svg>\n").toString();
  }

  private void panel(Report report, Metric metric) {
    y += HEADING - 10;
    text(10, y, metric.title(), "fill=\"#444\"");
    y += 10;
    double most =
        report.rows().stream()
            .filter(row -> row.values().containsKey(metric))
            .mapToDouble(row -> row.highest(metric))
            .max()
            .orElse(1);
    for (Row row : report.rows()) {
      if (row.values().containsKey(metric)) {
        bar(row, metric, BARS / Math.max(most, Double.MIN_NORMAL));
      }
      y += LINE;
    }
  }

  private void bar(Row row, Metric metric, double scale) {
    text(10, y + BAR - 3, row.proxy() + ", " + row.setting(), "");
    double told = row.told(metric) * scale;
    shape(
        "rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"",
        NAMES, y, told, BAR, colour(row));
    shape(
        "path d=\"M%.1f %d H%.1f\" stroke=\"black\" stroke-width=\"1.5\"",
        NAMES + row.lowest(metric) * scale, y + BAR / 2, NAMES + row.highest(metric) * scale);
    text(
        (int) (NAMES + row.highest(metric) * scale) + 6,
        y + BAR - 3,
        Report.number(row.told(metric), metric),
        "");
  }

  private static String colour(Row row) {
    for (Peer peer : Peer.values()) {
      if (row.proxy().startsWith(peer.word())) {
        return COLOURS.get(peer.ordinal());
      }
    }
    return COLOURS.getLast();
  }

  private void shape(String format, Object... values) {
    svg.append('<').append(String.format(Locale.ROOT, format, values)).append("/>\n");
  }

  private void text(int x, int at, String text, String attributes) {
    String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
    svg.append("<text x=\"%d\" y=\"%d\" %s>%s</text>\n".formatted(x, at, attributes, escaped));
  }
}
