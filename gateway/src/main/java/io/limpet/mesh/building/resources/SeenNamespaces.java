package io.limpet.mesh.building.resources;

import io.limpet.model.Kind;
import io.limpet.model.Resource;
import io.limpet.model.istio.NamespaceSelector;
import io.limpet.model.kubernetes.Namespace;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The namespaces that the mesh's `discoverySelectors` choose, or all where there are none. What is
/// in another namespace does not exist for istiod (`pkg/kube/namespace/filter.go` in Istio).
public record SeenNamespaces(
    List<NamespaceSelector> selectors, Map<String, Map<String, String>> labels) {
  static final SeenNamespaces ALL = new SeenNamespaces(List.of(), Map.of());

  /// The label that the API server gives every namespace.
  private static final String NAME = "kubernetes.io/metadata.name";

  public SeenNamespaces {
    selectors = List.copyOf(selectors);
    labels = Map.copyOf(labels);
  }

  /// By the Namespaces among the resources.
  public static SeenNamespaces of(
      Collection<? extends Resource> resources, List<NamespaceSelector> selectors) {
    Map<String, Map<String, String>> labels = new HashMap<>();
    for (Resource each : resources) {
      if (!selectors.isEmpty() && each instanceof Namespace namespace) {
        labels.put(namespace.metadata().name(), namespace.metadata().labels());
      }
    }
    return new SeenNamespaces(selectors, labels);
  }

  /// istiod reads its own ConfigMap and the Secrets of gateways wherever they are.
  public boolean has(Resource resource) {
    return resource.kind() == Kind.CONFIG_MAP
        || resource.kind() == Kind.SECRET
        || has(resource.metadata().namespace());
  }

  /// What is in no namespace has the name "", and is seen.
  public boolean has(String namespace) {
    if (selectors.isEmpty() || namespace.isEmpty()) {
      return true;
    }
    Map<String, String> all = new HashMap<>(labels.getOrDefault(namespace, Map.of()));
    all.put(NAME, namespace);
    return selectors.stream().anyMatch(each -> each.matches(all));
  }

  /// Those of the resources that are seen.
  public <T extends Resource> Collection<T> of(Collection<T> resources) {
    return selectors.isEmpty() ? resources : resources.stream().filter(this::has).toList();
  }
}
