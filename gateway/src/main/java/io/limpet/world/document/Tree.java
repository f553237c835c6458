package io.limpet.world.document;

import io.limpet.model.tree.Value;
import io.limpet.model.tree.Value.Mapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads fields of a document by their path, and makes documents and changed copies of them.
///
/// Controllers look at a few fields of documents that may have any others, all of which must be
/// served back: so they work on the tree itself, and what is absent or of another type counts as
/// empty (whoever wrote it was told so when the document was read).
public final class Tree {
  public static final Mapping EMPTY = new Mapping(0, Map.of(), Map.of());

  private Tree() {}

  public static Optional<Value> at(Value value, String... path) {
    Value here = value;
    for (String name : path) {
      Value next = here instanceof Mapping mapping ? mapping.fields().get(name) : null;
      if (next == null || next instanceof Value.Nothing) {
        return Optional.empty();
      }
      here = next;
    }
    return Optional.of(here);
  }

  public static boolean has(Value value, String... path) {
    return at(value, path).isPresent();
  }

  /// The text of a scalar, empty if there is none.
  public static String text(Value value, String... path) {
    return at(value, path).map(Tree::scalar).orElse("");
  }

  public static long whole(Value value, long otherwise, String... path) {
    return at(value, path).orElse(EMPTY) instanceof Value.Whole(_, long number)
        ? number
        : otherwise;
  }

  public static boolean truth(Value value, String... path) {
    return at(value, path).orElse(EMPTY) instanceof Value.Truth(_, boolean truth) && truth;
  }

  public static Mapping mapping(Value value, String... path) {
    return at(value, path).orElse(EMPTY) instanceof Mapping mapping ? mapping : EMPTY;
  }

  public static List<Value> items(Value value, String... path) {
    return at(value, path).orElse(EMPTY) instanceof Value.Sequence(_, List<Value> items)
        ? items
        : List.of();
  }

  /// A mapping of texts, such as labels.
  public static Map<String, String> texts(Value value, String... path) {
    Map<String, String> texts = new LinkedHashMap<>();
    mapping(value, path).fields().forEach((name, text) -> texts.put(name, scalar(text)));
    return texts;
  }

  /// A copy that has the value at the path; mappings on the way are made where they are missing.
  public static Mapping with(Mapping mapping, Object value, String... path) {
    return with(mapping, of(value), path, 0);
  }

  private static Mapping with(Mapping mapping, Value value, String[] path, int from) {
    Value below = value;
    if (from + 1 < path.length) {
      Mapping next = mapping(mapping, path[from]);
      below = with(next, value, path, from + 1);
    }
    Map<String, Value> fields = new LinkedHashMap<>(mapping.fields());
    fields.put(path[from], below);
    return new Mapping(mapping.line(), fields, mapping.keyLines());
  }

  /// A copy that has nothing at the path.
  public static Mapping without(Mapping mapping, String... path) {
    if (!contains(mapping, path)) {
      return mapping;
    }
    String last = path[path.length - 1];
    String[] parent = java.util.Arrays.copyOf(path, path.length - 1);
    Mapping holder = mapping(mapping, parent);
    Map<String, Value> fields = new LinkedHashMap<>(holder.fields());
    fields.remove(last);
    Mapping smaller = new Mapping(holder.line(), fields, holder.keyLines());
    return parent.length == 0 ? smaller : with(mapping, smaller, parent);
  }

  private static boolean contains(Mapping mapping, String[] path) {
    String[] parent = java.util.Arrays.copyOf(path, path.length - 1);
    return mapping(mapping, parent).fields().containsKey(path[path.length - 1]);
  }

  /// A new mapping from names and values in turn: `document("name", "a", "port", 80)`.
  public static Mapping document(Object... namesAndValues) {
    Map<String, Value> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put((String) namesAndValues[i], of(namesAndValues[i + 1]));
    }
    return new Mapping(0, fields, Map.of());
  }

  /// Java's texts, numbers, truths, lists and maps as a tree; a [Value] stays itself.
  public static Value of(Object value) {
    return switch (value) {
      case Value tree -> tree;
      case String text -> new Value.Text(0, text);
      case Integer number -> new Value.Whole(0, number);
      case Long number -> new Value.Whole(0, number);
      case Boolean truth -> new Value.Truth(0, truth);
      case List<?> list -> new Value.Sequence(0, list.stream().map(Tree::of).toList());
      case Map<?, ?> map -> {
        Map<String, Value> fields = new LinkedHashMap<>();
        map.forEach((name, each) -> fields.put((String) name, of(each)));
        yield new Mapping(0, fields, Map.of());
      }
      default -> throw new IllegalStateException("no tree for a " + value.getClass());
    };
  }

  /// The same tree as if it came from no text: for documents whose lines mean nothing to people.
  public static Value withoutLines(Value value) {
    return switch (value) {
      case Mapping(_, Map<String, Value> fields, _) -> {
        Map<String, Value> plain = new LinkedHashMap<>();
        fields.forEach((name, each) -> plain.put(name, withoutLines(each)));
        yield new Mapping(0, plain, Map.of());
      }
      case Value.Sequence(_, List<Value> items) -> {
        List<Value> plain = new ArrayList<>(items.size());
        items.forEach(item -> plain.add(withoutLines(item)));
        yield new Value.Sequence(0, plain);
      }
      case Value.Text(_, String text) -> new Value.Text(0, text);
      case Value.Whole(_, long number) -> new Value.Whole(0, number);
      case Value.Fraction(_, double number) -> new Value.Fraction(0, number);
      case Value.Truth(_, boolean truth) -> new Value.Truth(0, truth);
      case Value.Nothing _ -> new Value.Nothing(0);
    };
  }

  /// Whether two trees say the same, wherever they were written.
  public static boolean same(Value one, Value other) {
    return switch (one) {
      case Mapping(_, Map<String, Value> fields, _) ->
          other instanceof Mapping(_, Map<String, Value> others, _) && same(fields, others);
      case Value.Sequence(_, List<Value> items) ->
          other instanceof Value.Sequence(_, List<Value> others) && same(items, others);
      case Value.Text _, Value.Whole _, Value.Fraction _, Value.Truth _, Value.Nothing _ ->
          withoutLines(one).equals(withoutLines(other));
    };
  }

  private static boolean same(Map<String, Value> fields, Map<String, Value> others) {
    if (fields.size() != others.size()) {
      return false;
    }
    for (Map.Entry<String, Value> field : fields.entrySet()) {
      Value other = others.get(field.getKey());
      if (other == null || !same(field.getValue(), other)) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(List<Value> items, List<Value> others) {
    if (items.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < items.size(); i++) {
      if (!same(items.get(i), others.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static String scalar(Value value) {
    return switch (value) {
      case Value.Text(_, String text) -> text;
      case Value.Whole(_, long number) -> Long.toString(number);
      case Value.Fraction(_, double number) -> Double.toString(number);
      case Value.Truth(_, boolean truth) -> Boolean.toString(truth);
      case Value.Nothing _, Mapping _, Value.Sequence _ -> "";
    };
  }
}
