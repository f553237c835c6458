package io.limpet.world.document;

import io.limpet.model.tree.Value;
import io.limpet.model.tree.Value.Mapping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// JSON Patch (RFC 6902) with JSON Pointers (RFC 6901).
public final class JsonPatch {
  private static final String END = "-";

  private JsonPatch() {}

  /// Throws an [IllegalArgumentException] that says which step is impossible.
  public static Mapping apply(Mapping target, List<Value> steps) {
    Value result = target;
    for (Value step : steps) {
      result = step(result, step);
    }
    if (result instanceof Mapping mapping) {
      return mapping;
    }
    throw new IllegalArgumentException("the patch leaves no object");
  }

  private static Value step(Value target, Value step) {
    List<String> path = pointer(Tree.text(step, "path"));
    List<String> from = pointer(Tree.text(step, "from"));
    Value value = Tree.mapping(step).fields().getOrDefault("value", new Value.Nothing(0));
    return switch (Tree.text(step, "op")) {
      case "add" -> add(target, path, value);
      case "remove" -> remove(target, path);
      case "replace" -> add(remove(target, path), path, value);
      case "copy" -> add(target, path, find(target, from));
      case "move" -> add(remove(target, from), path, find(target, from));
      case "test" -> test(target, path, value);
      default -> throw new IllegalArgumentException("unknown op " + Tree.text(step, "op"));
    };
  }

  private static List<String> pointer(String text) {
    return text.isEmpty()
        ? List.of()
        : Arrays.stream(text.substring(1).split("/", -1))
            .map(each -> each.replace("~1", "/").replace("~0", "~"))
            .toList();
  }

  private static Value test(Value target, List<String> path, Value value) {
    if (!Tree.same(find(target, path), value)) {
      throw new IllegalArgumentException("the test of " + path + " failed");
    }
    return target;
  }

  private static Value find(Value value, List<String> path) {
    Value here = value;
    for (String name : path) {
      here = child(here, name);
    }
    return here;
  }

  private static Value child(Value parent, String name) {
    Value child =
        switch (parent) {
          case Mapping mapping -> mapping.fields().get(name);
          case Value.Sequence sequence -> sequence.items().get(index(name, sequence));
          case Value.Text _, Value.Whole _, Value.Fraction _, Value.Truth _, Value.Nothing _ ->
              null;
        };
    if (child == null) {
      throw new IllegalArgumentException("there is no " + name);
    }
    return child;
  }

  private static Value add(Value target, List<String> path, Value value) {
    if (path.isEmpty()) {
      return value;
    }
    String name = path.getFirst();
    List<String> rest = path.subList(1, path.size());
    if (target instanceof Value.Sequence sequence && rest.isEmpty()) {
      List<Value> items = new ArrayList<>(sequence.items());
      items.add(name.equals(END) ? items.size() : place(name, items.size()), value);
      return new Value.Sequence(sequence.line(), items);
    }
    return with(target, name, rest.isEmpty() ? value : add(child(target, name), rest, value));
  }

  private static Value with(Value target, String name, Value child) {
    if (target instanceof Value.Sequence sequence) {
      List<Value> items = new ArrayList<>(sequence.items());
      items.set(index(name, sequence), child);
      return new Value.Sequence(sequence.line(), items);
    }
    if (target instanceof Mapping mapping) {
      Map<String, Value> fields = new LinkedHashMap<>(mapping.fields());
      fields.put(name, child);
      return new Mapping(mapping.line(), fields, mapping.keyLines());
    }
    throw new IllegalArgumentException("nothing can be set at " + name);
  }

  private static Value remove(Value target, List<String> path) {
    String name = path.getFirst();
    List<String> rest = path.subList(1, path.size());
    Value child = child(target, name);
    if (!rest.isEmpty()) {
      return with(target, name, remove(child, rest));
    }
    if (target instanceof Value.Sequence sequence) {
      List<Value> items = new ArrayList<>(sequence.items());
      items.remove(index(name, sequence));
      return new Value.Sequence(sequence.line(), items);
    }
    return Tree.without((Mapping) target, name);
  }

  private static int index(String name, Value.Sequence sequence) {
    return place(name, sequence.items().size() - 1);
  }

  private static int place(String name, int last) {
    int index = name.matches("[0-9]{1,9}") ? Integer.parseInt(name) : -1;
    if (index < 0 || index > last) {
      throw new IllegalArgumentException("there is no item " + name);
    }
    return index;
  }
}
