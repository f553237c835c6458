package io.limpet.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A report as a table in Markdown that is good to read on a terminal too: the median of all
/// rounds, and for what swings the lowest and the highest.
public final class Table {
  private Table() {}

  public static String of(Report report) {
    List<List<String>> lines = new ArrayList<>();
    List<String> titles = new ArrayList<>(List.of("proxy", ""));
    report.metrics().forEach(metric -> titles.add(metric.title()));
    lines.add(titles);
    for (Row row : report.rows()) {
      List<String> cells = new ArrayList<>(List.of(row.proxy(), row.setting()));
      report.metrics().forEach(metric -> cells.add(cell(row, metric)));
      lines.add(cells);
    }
    List<Integer> widths = new ArrayList<>();
    for (int i = 0; i < titles.size(); i++) {
      int column = i;
      widths.add(lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(0));
    }
    StringBuilder text = new StringBuilder(line(lines.getFirst(), widths));
    text.append(
        widths.stream()
            .map(width -> "-".repeat(width + 2))
            .collect(Collectors.joining("|", "|", "|\n")));
    lines.stream().skip(1).forEach(line -> text.append(line(line, widths)));
    report.notes().forEach(note -> text.append('\n').append(note));
    return text.append(report.notes().isEmpty() ? "" : "\n").toString();
  }

  private static String cell(Row row, Metric metric) {
    String told = Report.number(row.told(metric), metric);
    if (metric.isSum() || !row.values().containsKey(metric)) {
      return told;
    }
    String lowest = Report.number(row.lowest(metric), metric);
    String highest = Report.number(row.highest(metric), metric);
    return lowest.equals(highest) ? told : "%s (%s–%s)".formatted(told, lowest, highest);
  }

  private static String line(List<String> cells, List<Integer> widths) {
    StringBuilder text = new StringBuilder("|");
    for (int i = 0; i < cells.size(); i++) {
      String cell = cells.get(i);
      text.append(' ').append(cell).repeat(' ', widths.get(i) - cell.length()).append(" |");
    }
    return text.append('\n').toString();
  }
}
