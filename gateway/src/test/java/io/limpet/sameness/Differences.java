package io.limpet.sameness;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The rows of `docs/envoy-differences.md`: every table has the same five columns, and the last
/// names what shows the difference.
///
/// That is `` `FILE.yaml` "rule", "rule" `` for cases of `sameness/FILE.yaml` or rows of
/// `bootstraps/FILE.yaml`, or `` `FooTest#method` ``; several are joined by `; `.
record Differences(List<Row> rows, List<String> mistakes) {
  private static final String HEAD = "| what | Envoy 1.40 | Limpet | why | shown by |";
  private static final String LINE = "|---|---|---|---|---|";
  private static final int COLUMNS = 5;
  private static final Pattern CASES =
      Pattern.compile("`([a-z0-9/-]+\\.yaml)` (\"[^\"]+\"(, \"[^\"]+\")*)");
  private static final Pattern METHOD = Pattern.compile("`([A-Z]\\w*)#(\\w+)`");
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");

  /// What shows a difference.
  sealed interface Shown {
    /// A case of a table, by its rule.
    record Rule(String file, String rule) implements Shown {}

    /// A test.
    record Method(String type, String name) implements Shown {}
  }

  /// A difference.
  record Row(String what, List<Shown> shown) {}

  static Differences of(String document) {
    List<Row> rows = new ArrayList<>();
    List<String> mistakes = new ArrayList<>();
    boolean inTable = false;
    for (String line : document.lines().toList()) {
      if (!line.startsWith("|")) {
        inTable = false;
      } else if (!inTable) {
        inTable = true;
        if (!line.equals(HEAD)) {
          mistakes.add("a table begins otherwise than all: " + line);
        }
      } else if (!line.equals(LINE)) {
        row(line, rows, mistakes);
      }
    }
    return new Differences(rows, mistakes);
  }

  private static void row(String line, List<Row> rows, List<String> mistakes) {
    String[] cells = line.substring(1, line.length() - 1).split("(?<!\\\\)\\|", -1);
    String what = cells[0].strip();
    if (cells.length != COLUMNS) {
      mistakes.add("\"%s\" has %d columns".formatted(what, cells.length));
      return;
    }
    if (cells[3].isBlank()) {
      mistakes.add("\"%s\" has no reason".formatted(what));
    }
    List<Shown> shown = new ArrayList<>();
    for (String each : cells[4].strip().split("; ", -1)) {
      if (!shown(each, shown)) {
        mistakes.add("\"%s\" is shown by nothing: \"%s\"".formatted(what, each));
      }
    }
    rows.add(new Row(what, List.copyOf(shown)));
  }

  private static boolean shown(String text, List<Shown> shown) {
    Matcher method = METHOD.matcher(text);
    if (method.matches()) {
      shown.add(new Shown.Method(method.group(1), method.group(2)));
      return true;
    }
    Matcher cases = CASES.matcher(text);
    if (!cases.matches()) {
      return false;
    }
    Matcher rule = QUOTED.matcher(cases.group(2));
    while (rule.find()) {
      shown.add(new Shown.Rule(cases.group(1), rule.group(1)));
    }
    return true;
  }
}
