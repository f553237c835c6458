package io.limpet.mesh;

import io.limpet.model.kubernetes.EndpointSlice;
import io.limpet.model.kubernetes.Pod;
import java.util.Map;
import java.util.Optional;

/// What runs behind an endpoint, and how Istio's metadata describes it.
final class Workloads {
  private final ResourceStore store;

  Workloads(ResourceStore store) {
    this.store = store;
  }

  /// The pod that the slice names, or else the one with that address in its namespace.
  Optional<Pod> pod(EndpointSlice slice, EndpointSlice.Endpoint endpoint, String address) {
    EndpointSlice.Target target = endpoint.target();
    String own = slice.metadata().namespace();
    if (target == null || !target.kind().equals("Pod")) {
      return store.podAt(own, address);
    }
    return store.pod(target.namespace().isEmpty() ? own : target.namespace(), target.name());
  }

  /// `workload;namespace;service;revision;cluster`.
  static String describe(Pod pod) {
    var metadata = pod.metadata();
    return describe(metadata.name(), metadata.namespace(), metadata.labels());
  }

  static String describe(String name, String namespace, Map<String, String> labels) {
    String workload = first(labels, name, "service.istio.io/workload-name");
    String service =
        first(labels, workload, "service.istio.io/canonical-name", "app.kubernetes.io/name", "app");
    String revision =
        first(
            labels,
            "",
            "service.istio.io/canonical-revision",
            "app.kubernetes.io/version",
            "version");
    return String.join(
        ";", workload, namespace, service, revision.equals("latest") ? "" : revision, "Kubernetes");
  }

  private static String first(Map<String, String> labels, String otherwise, String... keys) {
    for (String key : keys) {
      String value = labels.getOrDefault(key, "");
      if (!value.isEmpty()) {
        return value;
      }
    }
    return otherwise;
  }
}
