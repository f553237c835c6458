package io.limpet.cli;

import io.limpet.model.tree.Value;
import io.limpet.model.tree.YamlReader;
import io.limpet.model.tree.YamlWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A bootstrap with one mistake, and what is said of it.
record MalformedRow(Value.Mapping row) {
  private static final String LISTENER = "static_resources.listeners[0]";
  private static final String MANAGER = LISTENER + ".filter_chains[0].filters[0].typed_config";

  static MalformedRow of(Value.Mapping row) {
    return new MalformedRow(row);
  }

  String rule() {
    return word("rule");
  }

  String field() {
    return whole(word("field"));
  }

  String says() {
    return word("says");
  }

  boolean envoyTakesIt() {
    return !word("envoy").isEmpty();
  }

  /// Whether what is not carried out is refused, also where one is lenient.
  boolean refused() {
    return row.get("refused") != null;
  }

  private String word(String key) {
    return row.get(key) instanceof Value.Text text ? text.value() : "";
  }

  /// The short names written out.
  private static String whole(String path) {
    return path.replaceFirst("^L(?=[.]|$)", LISTENER)
        .replaceFirst("^H(?=[.]|$)", MANAGER)
        .replaceFirst("^R(?=[.]|$)", MANAGER + ".route_config.virtual_hosts[0].routes[0]")
        .replaceFirst("^S(?=[.]|$)", MANAGER + ".http_filters[0].typed_config")
        .replaceFirst("^C(?=[.]|$)", "static_resources.clusters[0]");
  }

  String text(String good) {
    if (row.get("text") instanceof Value.Text own) {
      return own.value();
    }
    @Nullable Value tree = YamlReader.readAll(good).getFirst().root();
    if (row.get("put") instanceof Value.Mapping put) {
      for (Map.Entry<String, Value> each : put.fields().entrySet()) {
        tree = at(tree, steps(whole(each.getKey())), _ -> each.getValue());
      }
    }
    if (row.get("drop") instanceof Value.Text drop) {
      tree = at(tree, steps(whole(drop.value())), _ -> null);
    }
    if (row.get("yaml") instanceof Value.Mapping over) {
      tree = over(tree, over);
    }
    return YamlWriter.write(Objects.requireNonNull(tree));
  }

  private static List<String> steps(String path) {
    return List.of(path.replace("[", ".").replace("]", "").split("\\.", -1));
  }

  /// The tree with what stands at a path replaced, or taken away.
  private static @Nullable Value at(
      @Nullable Value tree, List<String> steps, UnaryOperator<@Nullable Value> change) {
    if (steps.isEmpty()) {
      return change.apply(tree);
    }
    List<String> rest = steps.subList(1, steps.size());
    if (tree instanceof Value.Sequence sequence) {
      List<Value> items = new ArrayList<>(sequence.items());
      int index = Integer.parseInt(steps.getFirst());
      items.set(index, Objects.requireNonNull(at(items.get(index), rest, change)));
      return new Value.Sequence(0, items);
    }
    Map<String, Value> fields =
        new LinkedHashMap<>(tree instanceof Value.Mapping mapping ? mapping.fields() : Map.of());
    @Nullable Value inner = at(fields.get(steps.getFirst()), rest, change);
    if (inner == null) {
      fields.remove(steps.getFirst());
    } else {
      fields.put(steps.getFirst(), inner);
    }
    return Value.Mapping.of(fields);
  }

  /// Mappings are merged, lists grow.
  private static Value over(@Nullable Value under, Value over) {
    if (under instanceof Value.Mapping some && over instanceof Value.Mapping more) {
      Map<String, Value> fields = new LinkedHashMap<>(some.fields());
      more.fields().forEach((key, value) -> fields.put(key, over(fields.get(key), value)));
      return Value.Mapping.of(fields);
    }
    if (under instanceof Value.Sequence some && over instanceof Value.Sequence more) {
      List<Value> items = new ArrayList<>(some.items());
      items.addAll(more.items());
      return new Value.Sequence(0, items);
    }
    return Objects.requireNonNull(over);
  }
}
