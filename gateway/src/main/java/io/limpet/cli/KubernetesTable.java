package io.limpet.cli;

import io.limpet.model.tree.Value;
import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.document.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A table of the API as text, laid out as kubectl does it: columns as wide as their longest cell
/// and three spaces, and never narrower than six (Go: text/tabwriter with these settings).
final class KubernetesTable {
  private static final int PADDING = 3;
  private static final int NARROWEST = 6;

  private final boolean wide;
  private final boolean withNamespace;
  private final String prefix;
  private final List<String> titles = new ArrayList<>();
  private final List<Integer> shown = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  /// `prefix` stands before each name, where tables of several types follow one another.
  KubernetesTable(boolean wide, boolean withNamespace, String prefix) {
    this.wide = wide;
    this.withNamespace = withNamespace;
    this.prefix = prefix;
  }

  void add(Mapping table) {
    define(table);
    rows.addAll(rows(table));
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  String text(boolean withTitles) {
    StringBuilder text = new StringBuilder();
    if (withTitles) {
      append(text, titles);
    }
    rows.forEach(row -> append(text, row));
    return text.toString();
  }

  /// Rows that come later, under the same titles.
  String more(Mapping table) {
    boolean first = rows.isEmpty() && titles.isEmpty();
    define(table);
    List<List<String>> later = rows(table);
    rows.addAll(later);
    StringBuilder text = new StringBuilder();
    if (first) {
      append(text, titles);
    }
    later.forEach(row -> append(text, row));
    return text.toString();
  }

  private void define(Mapping table) {
    if (!titles.isEmpty()) {
      return;
    }
    List<Value> columns = Tree.items(table, "columnDefinitions");
    if (withNamespace) {
      titles.add("NAMESPACE");
    }
    for (int i = 0; i < columns.size(); i++) {
      if (wide || Tree.whole(columns.get(i), 0, "priority") == 0) {
        titles.add(Tree.text(columns.get(i), "name").toUpperCase(Locale.ROOT));
        shown.add(i);
      }
    }
  }

  private List<List<String>> rows(Mapping table) {
    List<List<String>> all = new ArrayList<>();
    for (Value row : Tree.items(table, "rows")) {
      List<String> cells = new ArrayList<>();
      if (withNamespace) {
        cells.add(Tree.text(row, "object", "metadata", "namespace"));
      }
      List<Value> values = Tree.items(row, "cells");
      shown.forEach(i -> cells.add((i == 0 ? prefix : "") + Tree.text(values.get(i))));
      all.add(cells);
    }
    return all;
  }

  private void append(StringBuilder text, List<String> cells) {
    for (int i = 0; i < cells.size(); i++) {
      text.append(cells.get(i));
      if (i < cells.size() - 1) {
        text.append(" ".repeat(width(i) - cells.get(i).length()));
      }
    }
    text.append('\n');
  }

  private int width(int column) {
    int longest = titles.get(column).length();
    for (List<String> row : rows) {
      longest = Math.max(longest, row.get(column).length());
    }
    return Math.max(longest + PADDING, NARROWEST);
  }
}
