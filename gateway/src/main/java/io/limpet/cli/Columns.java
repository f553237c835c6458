package io.limpet.cli;

import java.util.ArrayList;
import java.util.List;

/// A table as istioctl prints it: each column as wide as its widest cell and five spaces, the last
/// one not padded (Go's text/tabwriter with padding 5).
final class Columns {
  private static final int PADDING = 5;

  private final List<List<String>> rows = new ArrayList<>();

  Columns(String... titles) {
    rows.add(List.of(titles));
  }

  void row(String... cells) {
    rows.add(List.of(cells));
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      for (int i = 0; i < row.size() - 1; i++) {
        text.append(row.get(i)).repeat(' ', width(i) + PADDING - length(row.get(i)));
      }
      text.append(row.getLast()).append('\n');
    }
    return text.toString();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0);
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
