package io.limpet.world.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A path that names objects: `/apis/apps/v1/namespaces/default/deployments/web/scale`. What is not
/// in it is empty.
record ApiPath(
    String group,
    String version,
    String namespace,
    String plural,
    String name,
    String subresource) {

  /// Nothing for paths that name no objects.
  static Optional<ApiPath> parse(String path) {
    List<String> parts =
        new ArrayList<>(Arrays.stream(path.split("/")).filter(each -> !each.isEmpty()).toList());
    boolean core = parts.size() > 2 && parts.getFirst().equals("api");
    if (!core && !(parts.size() > 3 && parts.getFirst().equals("apis"))) {
      return Optional.empty();
    }
    parts.removeFirst();
    String group = core ? "" : parts.removeFirst();
    String version = parts.removeFirst();
    String namespace = "";
    boolean inNamespace = parts.size() > 2 && parts.getFirst().equals("namespaces");
    if (inNamespace && !SUBRESOURCES_OF_NAMESPACE.contains(parts.get(2))) {
      parts.removeFirst();
      namespace = parts.removeFirst();
    }
    return Optional.of(
        new ApiPath(group, version, namespace, part(parts, 0), part(parts, 1), part(parts, 2)));
  }

  private static final List<String> SUBRESOURCES_OF_NAMESPACE = List.of("status", "finalize");

  private static String part(List<String> parts, int index) {
    return index < parts.size() ? parts.get(index) : "";
  }

  String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }
}
