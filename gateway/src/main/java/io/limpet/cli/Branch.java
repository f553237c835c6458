package io.limpet.cli;

import io.limpet.model.tree.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A place in a tree that may not be there: asking it further gives nothing, as protobuf's getters
/// do.
record Branch(@Nullable Value value) {
  private static final Branch ABSENT = new Branch(null);

  Branch at(String... keys) {
    Branch branch = this;
    for (String key : keys) {
      branch =
          branch.value instanceof Value.Mapping mapping ? new Branch(mapping.get(key)) : ABSENT;
    }
    return branch;
  }

  /// The names of what is here.
  List<String> keys(String... keys) {
    return at(keys).value instanceof Value.Mapping mapping
        ? List.copyOf(mapping.fields().keySet())
        : List.of();
  }

  boolean exists() {
    return value != null;
  }

  /// The text or number here; empty if there is none.
  String text() {
    if (value instanceof Value.Whole whole) {
      return Long.toString(whole.value());
    }
    return value instanceof Value.Text text ? text.value() : "";
  }

  String text(String... keys) {
    return at(keys).text();
  }

  /// The number here, also where it is written as a text; 0 if there is none.
  long number(String... keys) {
    String digits = text(keys);
    return digits.matches("\\d{1,18}") ? Long.parseLong(digits) : 0;
  }

  List<Branch> items(String... keys) {
    return at(keys).value instanceof Value.Sequence sequence
        ? sequence.items().stream().map(Branch::new).toList()
        : List.of();
  }

  List<String> texts(String... keys) {
    return items(keys).stream().map(Branch::text).toList();
  }
}
