package io.limpet.xds.translate;

import io.limpet.model.tree.Document;
import io.limpet.model.tree.Value;
import io.limpet.model.tree.YamlReader;
import io.limpet.sameness.Tree;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The messages of Istio's API as `istio-fields.yaml` lists them, and where each of them stands.
final class IstioFields {
  private static final String SETTINGS = "MeshConfig";

  private final Map<String, Map<String, Object>> messages = new LinkedHashMap<>();
  private final Map<String, Kind> kinds = new LinkedHashMap<>();
  private final Map<String, Spot> spots = new LinkedHashMap<>();

  private record Kind(String api, String kind, String spec) {}

  /// Where a message stands in a document of a kind: steps are names, with `[]` behind that of a
  /// list and `{}` behind that of a map.
  private record Spot(Kind kind, List<String> steps) {}

  /// A field at one place where it stands; `sample` is a value as YAML.
  record Field(String message, String key, String path, String without, String with) {
    String name() {
      return message + "." + key;
    }
  }

  IstioFields(Map<String, Object> tree) {
    Tree.map(tree.get("messages")).forEach((name, each) -> messages.put(name, Tree.map(each)));
    Tree.map(tree.get("kinds"))
        .forEach(
            (name, each) -> {
              Map<String, Object> kind = Tree.map(each);
              kinds.put(
                  name,
                  new Kind(
                      Tree.text(kind, "api", ""),
                      Tree.text(kind, "kind", name),
                      Tree.text(kind, "spec", "")));
            });
    kinds.values().forEach(this::spread);
  }

  /// The nearest place of each message counts.
  private void spread(Kind kind) {
    Deque<Map.Entry<String, List<String>>> open = new ArrayDeque<>();
    open.add(Map.entry(kind.spec(), List.of()));
    while (!open.isEmpty()) {
      Map.Entry<String, List<String>> next = open.remove();
      if (spots.putIfAbsent(next.getKey(), new Spot(kind, next.getValue())) != null) {
        continue;
      }
      message(next.getKey())
          .forEach(
              (key, type) -> {
                String inner = inner(type);
                if (messages.containsKey(inner)) {
                  List<String> steps = new ArrayList<>(next.getValue());
                  steps.add(key + suffix(type));
                  open.add(Map.entry(inner, steps));
                }
              });
    }
  }

  private Map<String, Object> message(String name) {
    @Nullable Map<String, Object> message = messages.get(name);
    if (message == null) {
      throw new IllegalArgumentException("no message " + name);
    }
    return message;
  }

  /// The name of the message inside a list or a map, or the type itself.
  private static String inner(Object type) {
    return type instanceof List<?> list
        ? String.valueOf(list.getFirst())
        : String.valueOf(type).replace("{", "").replace("}", "");
  }

  private static String suffix(Object type) {
    return type instanceof List<?> ? "[]" : String.valueOf(type).startsWith("{") ? "{}" : "";
  }

  List<Field> all() {
    List<Field> all = new ArrayList<>();
    byMessage().values().forEach(all::addAll);
    return all;
  }

  Map<String, List<Field>> byMessage() {
    Map<String, List<Field>> all = new LinkedHashMap<>();
    spots.forEach(
        (message, spot) -> {
          List<Field> fields = new ArrayList<>();
          message(message).forEach((key, type) -> fields.add(field(message, spot, key, type)));
          all.put(message, fields);
        });
    return all;
  }

  private Field field(String message, Spot spot, String key, Object type) {
    boolean settings = spot.kind().spec().equals(SETTINGS);
    StringBuilder path = new StringBuilder(settings ? "data[mesh]" : "spec");
    for (String step : spot.steps()) {
      path.append('.').append(step.replace("[]", "[0]").replace("{}", "[a]"));
    }
    path.append('.').append(key);
    return new Field(
        message,
        key,
        path.toString(),
        document(spot, key, "null"),
        document(spot, key, sample(type)));
  }

  private String sample(Object type) {
    String inner = inner(type);
    if (messages.containsKey(inner)) {
      return switch (suffix(type)) {
        case "[]" -> "[{}]";
        case "{}" -> "{a: {}}";
        default -> "{}";
      };
    }
    return switch (inner) {
      case "number" -> "1";
      case "truth" -> "true";
      case "duration" -> "1s";
      case "texts" -> "[a]";
      case "map" -> "{a: b}";
      case "any" -> "{}";
      default -> "a";
    };
  }

  private static String document(Spot spot, String key, String value) {
    StringBuilder inner = new StringBuilder("{" + key + ": " + value + "}");
    for (String step : spot.steps().reversed()) {
      String name = step.replace("[]", "").replace("{}", "");
      String body =
          step.endsWith("[]")
              ? "[" + inner + "]"
              : step.endsWith("{}") ? "{a: " + inner + "}" : inner.toString();
      inner = new StringBuilder("{" + name + ": " + body + "}");
    }
    return spot.kind().spec().equals(SETTINGS)
        ? "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: istio-system}\n"
            + "data:\n  mesh: |\n    "
            + inner
            + "\n"
        : "apiVersion: %s\nkind: %s\nmetadata: {name: probe}\nspec: %s\n"
            .formatted(spot.kind().api(), spot.kind().kind(), inner);
  }

  /// The names of all fields that a text sets.
  Set<String> setIn(String text) {
    Set<String> set = new LinkedHashSet<>();
    for (Document each : YamlReader.readAll(text)) {
      if (each.root() instanceof Value.Mapping root) {
        setIn(root, set);
      }
    }
    return set;
  }

  private void setIn(Value.Mapping root, Set<String> set) {
    String kind = root.get("kind") instanceof Value.Text text ? text.value() : "";
    String api = root.get("apiVersion") instanceof Value.Text text ? text.value() : "";
    if (kind.equals("ConfigMap")
        && root.get("data") instanceof Value.Mapping data
        && data.get("mesh") instanceof Value.Text mesh) {
      for (Document each : YamlReader.readAll(mesh.value())) {
        visit(SETTINGS, each.root(), set);
      }
      return;
    }
    for (Kind each : kinds.values()) {
      boolean group = api.replaceFirst("/.*", "").equals(each.api().replaceFirst("/.*", ""));
      @Nullable Value spec = root.get("spec");
      if (group && each.kind().equals(kind) && spec != null) {
        visit(each.spec(), spec, set);
      }
    }
  }

  private void visit(String message, Value value, Set<String> set) {
    if (!(value instanceof Value.Mapping mapping)) {
      return;
    }
    message(message)
        .forEach(
            (key, type) -> {
              @Nullable Value field = mapping.get(key);
              if (field == null || field instanceof Value.Nothing) {
                return;
              }
              set.add(message + "." + key);
              String inner = inner(type);
              if (messages.containsKey(inner)) {
                inside(field, suffix(type)).forEach(each -> visit(inner, each, set));
              }
            });
  }

  private static Iterable<Value> inside(Value field, String suffix) {
    return switch (field) {
      case Value.Sequence sequence when suffix.equals("[]") -> sequence.items();
      case Value.Mapping mapping when suffix.equals("{}") -> mapping.fields().values();
      default -> List.of(field);
    };
  }
}
