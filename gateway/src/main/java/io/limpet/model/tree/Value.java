package io.limpet.model.tree;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A value as written, with the line (from 1; 0 if it was not read from a text) where it begins.
public sealed interface Value {
  int line();

  /// Fields in the order written. `keyLines` has the line of each key.
  record Mapping(int line, Map<String, Value> fields, Map<String, Integer> keyLines)
      implements Value {
    public Mapping {
      fields = OrderedFields.copyOf(fields);
      keyLines = Map.copyOf(keyLines);
    }

    /// A mapping that was not read from a text.
    public static Mapping of(Map<String, Value> fields) {
      return new Mapping(0, fields, Map.of());
    }

    /// The field's value, or null where it is not written.
    public @Nullable Value get(String key) {
      return fields.get(key);
    }

    /// The line of the key, or that of the mapping where the key is not written.
    public int lineOf(String key) {
      return keyLines.getOrDefault(key, line);
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
