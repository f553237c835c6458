package io.limpet.world.api;

import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.document.Tree;
import io.limpet.world.store.ObjectType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What there is: the API's documents about itself (Kubernetes: "Discovery API").
final class Discovery {
  private static final List<String> VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
  private static final Set<String> IN_ALL =
      Set.of("pods", "services", "deployments", "replicasets", "statefulsets");
  private static final Set<String> SCALABLE = Set.of("deployments", "replicasets", "statefulsets");

  private final List<ObjectType> types;

  Discovery(List<ObjectType> types) {
    this.types = List.copyOf(types);
  }

  /// The document at a path, if it is one of these.
  Optional<Mapping> at(String path) {
    return switch (path) {
      case "/api" -> Optional.of(Tree.document("kind", "APIVersions", "versions", List.of("v1")));
      case "/apis" ->
          Optional.of(
              Tree.document(
                  "kind", "APIGroupList", "apiVersion", "v1", "groups", List.copyOf(groups())));
      case "/version" -> Optional.of(version());
      default -> deeper(path);
    };
  }

  private Optional<Mapping> deeper(String path) {
    if (path.equals("/api/v1")) {
      return Optional.of(resources("", "v1"));
    }
    String[] parts = path.split("/", -1);
    if (parts.length < 3 || !parts[1].equals("apis")) {
      return Optional.empty();
    }
    boolean known = types.stream().anyMatch(type -> type.group().equals(parts[2]));
    return switch (parts.length) {
      case 3 -> known ? Optional.of(group(parts[2])) : Optional.empty();
      case 4 ->
          types.stream().anyMatch(type -> serves(type, parts[2], parts[3]))
              ? Optional.of(resources(parts[2], parts[3]))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static boolean serves(ObjectType type, String group, String version) {
    return type.group().equals(group) && type.versions().contains(version);
  }

  private static Mapping version() {
    return Tree.document(
        "major", "1",
        "minor", "32",
        "gitVersion", "v1.32.0+limpet",
        "platform", "java/" + Runtime.version().feature());
  }

  private List<Mapping> groups() {
    Set<String> names = new LinkedHashSet<>();
    types.stream().map(ObjectType::group).filter(name -> !name.isEmpty()).forEach(names::add);
    return names.stream().map(this::group).toList();
  }

  private Mapping group(String name) {
    Set<String> versions = new LinkedHashSet<>();
    types.stream()
        .filter(type -> type.group().equals(name))
        .forEach(type -> versions.addAll(type.versions()));
    List<Mapping> all = versions.stream().map(version -> groupVersion(name, version)).toList();
    return Tree.document(
        "kind",
        "APIGroup",
        "apiVersion",
        "v1",
        "name",
        name,
        "versions",
        all,
        "preferredVersion",
        all.getFirst());
  }

  private static Mapping groupVersion(String group, String version) {
    return Tree.document("groupVersion", group + "/" + version, "version", version);
  }

  private Mapping resources(String group, String version) {
    List<Mapping> resources = new ArrayList<>();
    for (ObjectType type : types) {
      if (serves(type, group, version)) {
        resources.add(resource(type));
        if (SCALABLE.contains(type.plural()) && group.equals("apps")) {
          resources.add(scale(type));
        }
      }
    }
    return Tree.document(
        "kind",
        "APIResourceList",
        "apiVersion",
        "v1",
        "groupVersion",
        group.isEmpty() ? version : group + "/" + version,
        "resources",
        resources);
  }

  private static Mapping resource(ObjectType type) {
    Map<String, Object> resource = new LinkedHashMap<>();
    resource.put("name", type.plural());
    resource.put("singularName", type.singular());
    resource.put("namespaced", type.namespaced());
    resource.put("kind", type.kind());
    resource.put("verbs", VERBS);
    if (!type.shortNames().isEmpty()) {
      resource.put("shortNames", type.shortNames());
    }
    if (IN_ALL.contains(type.plural())) {
      resource.put("categories", List.of("all"));
    }
    return (Mapping) Tree.of(resource);
  }

  private static Mapping scale(ObjectType type) {
    return Tree.document(
        "name", type.plural() + "/scale",
        "singularName", "",
        "namespaced", true,
        "group", "autoscaling",
        "version", "v1",
        "kind", "Scale",
        "verbs", List.of("get", "patch", "update"));
  }
}
