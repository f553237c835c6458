package io.limpet.model.tree;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A value as written, with the line (from 1; 0 if it was not read from a text) where it begins.
public sealed interface Value {
  int line();

  /// Fields in the order written. `keyLines` has the line of each key.
  record Mapping(int line, Map<String, Value> fields, Map<String, Integer> keyLines)
      implements Value {
    public Mapping {
      fields = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(fields));
      keyLines = Map.copyOf(keyLines);
    }
  }

  /// Items in the order written.
  record Sequence(int line, List<Value> items) implements Value {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  record Text(int line, String value) implements Value {}

  /// A whole number.
  record Whole(int line, long value) implements Value {}

  record Fraction(int line, double value) implements Value {}

  record Truth(int line, boolean value) implements Value {}

  record Nothing(int line) implements Value {}
}
