package io.limpet.world.api;

import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.document.Tree;
import io.limpet.world.store.ObjectType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// As much of OpenAPI v3 as makes kubectl leave the checking of fields to the server: that each
/// kind's PATCH has a parameter `fieldValidation` (kubectl: pkg/util/openapi,
/// QueryParamVerifierV3).
final class OpenApi {
  private static final String ROOT = "/openapi/v3";
  private static final String KIND = "x-kubernetes-group-version-kind";

  private final List<ObjectType> types;

  OpenApi(List<ObjectType> types) {
    this.types = List.copyOf(types);
  }

  Optional<Mapping> at(String path) {
    if (path.equals(ROOT)) {
      return Optional.of(index());
    }
    if (!path.startsWith(ROOT + "/")) {
      return Optional.empty();
    }
    String root = path.substring(ROOT.length());
    Map<String, Object> paths = new LinkedHashMap<>();
    for (ObjectType type : types) {
      for (String version : type.versions()) {
        if (root(type, version).equals(root)) {
          paths.put(root + "/" + type.plural() + "/{name}", patchOf(type, version));
        }
      }
    }
    return Optional.of(
        Tree.document(
            "openapi",
            "3.0.0",
            "info",
            Tree.document("title", "Limpet's local world", "version", "v1"),
            "paths",
            paths));
  }

  private Mapping index() {
    Map<String, Object> paths = new LinkedHashMap<>();
    for (ObjectType type : types) {
      for (String version : type.versions()) {
        String root = root(type, version);
        paths.put(root.substring(1), Tree.document("serverRelativeURL", ROOT + root));
      }
    }
    return Tree.document("paths", paths);
  }

  private static String root(ObjectType type, String version) {
    return type.group().isEmpty() ? "/api/" + version : "/apis/" + type.group() + "/" + version;
  }

  private static Mapping patchOf(ObjectType type, String version) {
    Mapping parameter =
        Tree.document(
            "name", "fieldValidation", "in", "query", "schema", Tree.document("type", "string"));
    Mapping kind = Tree.document("group", type.group(), "version", version, "kind", type.kind());
    return Tree.document(
        "patch",
        Tree.document(
            "parameters",
            List.of(parameter),
            "responses",
            Tree.document("200", Tree.document("description", "OK")),
            KIND,
            kind));
  }
}
