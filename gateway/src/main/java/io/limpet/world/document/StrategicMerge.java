package io.limpet.world.document;

import io.limpet.model.tree.Value;
import io.limpet.model.tree.Value.Mapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Strategic merge patch, which kubectl sends for Kubernetes' own kinds (kubernetes:
/// apimachinery/pkg/util/strategicpatch): a merge patch that knows which lists are sets, and by
/// which field their items are told apart.
public final class StrategicMerge {
  private static final String DIRECTIVE = "$patch";
  private static final String DELETE_FROM = "$deleteFromPrimitiveList/";
  private static final String RETAIN = "$retainKeys";

  /// Kubernetes' `patchMergeKey` of each list; `ports` depends on whose they are.
  private static final Map<String, List<String>> MERGE_KEYS =
      Map.ofEntries(
          Map.entry("containers", List.of("name")),
          Map.entry("initContainers", List.of("name")),
          Map.entry("env", List.of("name")),
          Map.entry("volumes", List.of("name")),
          Map.entry("imagePullSecrets", List.of("name")),
          Map.entry("volumeMounts", List.of("mountPath")),
          Map.entry("hostAliases", List.of("ip")),
          Map.entry("conditions", List.of("type")),
          Map.entry("ownerReferences", List.of("uid")),
          Map.entry("ports", List.of("containerPort", "port")));

  private StrategicMerge() {}

  public static Mapping apply(Mapping target, Mapping patch) {
    String directive = Tree.text(patch, DIRECTIVE);
    if (directive.equals("replace")) {
      return Tree.without(patch, DIRECTIVE);
    }
    if (directive.equals("delete")) {
      return Tree.EMPTY;
    }
    Map<String, Value> fields = new LinkedHashMap<>(target.fields());
    patch.fields().forEach((name, value) -> applyField(fields, name, value));
    retain(fields, patch);
    return new Mapping(target.line(), fields, target.keyLines());
  }

  private static void applyField(Map<String, Value> fields, String name, Value patch) {
    if (name.startsWith(DELETE_FROM)) {
      deleteFrom(fields, name.substring(DELETE_FROM.length()), patch);
    } else if (name.startsWith("$")) {
      return; // The order of lists is theirs already; $retainKeys is looked at last.
    } else {
      Value target = fields.getOrDefault(name, Tree.EMPTY);
      switch (patch) {
        case Value.Nothing _ -> fields.remove(name);
        case Mapping part ->
            fields.put(name, apply(target instanceof Mapping each ? each : Tree.EMPTY, part));
        case Value.Sequence part -> fields.put(name, list(name, target, part));
        case Value.Text _, Value.Whole _, Value.Fraction _, Value.Truth _ ->
            fields.put(name, patch);
      }
    }
  }

  private static void deleteFrom(Map<String, Value> fields, String name, Value gone) {
    if (fields.get(name) instanceof Value.Sequence(int line, List<Value> items)) {
      List<Value> left = new ArrayList<>(items);
      left.removeIf(item -> Tree.items(gone).stream().anyMatch(each -> Tree.same(each, item)));
      fields.put(name, new Value.Sequence(line, left));
    }
  }

  private static void retain(Map<String, Value> fields, Mapping patch) {
    if (Tree.has(patch, RETAIN)) {
      List<String> kept = Tree.items(patch, RETAIN).stream().map(each -> Tree.text(each)).toList();
      fields.keySet().retainAll(kept);
    }
  }

  private static Value list(String name, Value target, Value.Sequence patch) {
    Optional<String> key = mergeKey(name, patch);
    boolean replaces =
        patch.items().stream().anyMatch(item -> Tree.text(item, DIRECTIVE).equals("replace"));
    if (name.equals("finalizers")) {
      return union(Tree.items(target), patch.items());
    }
    if (key.isEmpty() || replaces) {
      List<Value> items = new ArrayList<>(patch.items());
      items.removeIf(item -> Tree.has(item, DIRECTIVE));
      return new Value.Sequence(patch.line(), items);
    }
    List<Value> items = new ArrayList<>(Tree.items(target));
    patch.items().forEach(item -> mergeItem(items, (Mapping) item, key.get()));
    return new Value.Sequence(patch.line(), items);
  }

  private static Value union(List<Value> target, List<Value> patch) {
    List<Value> all = new ArrayList<>(target);
    patch.stream()
        .filter(item -> all.stream().noneMatch(each -> Tree.same(each, item)))
        .forEach(all::add);
    return new Value.Sequence(0, all);
  }

  /// The first of the list's keys that all items have.
  private static Optional<String> mergeKey(String name, Value.Sequence patch) {
    return MERGE_KEYS.getOrDefault(name, List.of()).stream()
        .filter(key -> patch.items().stream().allMatch(item -> Tree.has(item, key)))
        .findFirst();
  }

  private static void mergeItem(List<Value> items, Mapping patch, String key) {
    String id = Tree.text(patch, key);
    for (int i = 0; i < items.size(); i++) {
      if (Tree.text(items.get(i), key).equals(id) && items.get(i) instanceof Mapping item) {
        if (Tree.text(patch, DIRECTIVE).equals("delete")) {
          items.remove(i);
        } else {
          items.set(i, apply(item, patch));
        }
        return;
      }
    }
    if (!Tree.text(patch, DIRECTIVE).equals("delete")) {
      items.add(patch);
    }
  }
}
