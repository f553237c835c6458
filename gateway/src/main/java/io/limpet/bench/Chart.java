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
  private static final String OTHERS = "#c9a227";

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
    shape(
        String.format(
            Locale.ROOT,
            "rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"",
            NAMES,
            y,
            row.told(metric) * scale,
            BAR,
            colour(row)));
    shape(
        String.format(
            Locale.ROOT,
            "path d=\"M%.1f %d H%.1f\" stroke=\"black\" stroke-width=\"1.5\"",
            NAMES + row.lowest(metric) * scale,
            y + BAR / 2,
            NAMES + row.highest(metric) * scale));
    text(
        (int) (NAMES + row.highest(metric) * scale) + 6,
        y + BAR - 3,
        Report.number(row.told(metric), metric),
        "");
  }

  private static String colour(Row row) {
    return Peer.named(row.proxy().split("\\W", 2)[0])
        .map(
            peer ->
                switch (peer) {
                  case LIMPET -> "#1b7f79";
                  case ENVOY -> "#b5544d";
                  case HAPROXY -> "#6b6fb0";
                  case NGINX -> "#8a8a8a";
                })
        .orElse(OTHERS);
  }

  private void shape(String element) {
    svg.append('<').append(element).append("/>\n");
  }

  private void text(int x, int at, String text, String attributes) {
    String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
    svg.append("<text x=\"%d\" y=\"%d\" %s>%s</text>\n".formatted(x, at, attributes, escaped));
  }
}
