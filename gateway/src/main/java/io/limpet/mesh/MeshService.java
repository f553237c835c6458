package io.limpet.mesh;

import io.limpet.model.OrderedMap;
import io.limpet.model.Resource;
import java.util.List;
import java.util.Map;

/// A Service of Kubernetes, or one host of a ServiceEntry, under the name that routes use.
///
/// `externalName` is what an ExternalName Service stands for, else empty. `endpoints` are those
/// that the resource itself lists.
public record MeshService(
    String host,
    String name,
    String namespace,
    Resource resource,
    Map<String, String> labels,
    List<Port> ports,
    List<String> exportTo,
    boolean external,
    String externalName,
    SessionPolicy session) {
  public MeshService {
    labels = OrderedMap.copyOf(labels);
    ports = List.copyOf(ports);
    exportTo = List.copyOf(exportTo);
  }

  /// `http2`: the endpoints speak HTTP/2. `target` is a ServiceEntry's own port at the endpoints, 0
  /// where not written.
  public record Port(int number, String name, boolean http2, int target) {}

  public boolean kubernetes() {
    return resource instanceof io.limpet.model.kubernetes.Service;
  }

  boolean visibleTo(String proxyNamespace) {
    return Visibility.visible(exportTo, namespace, proxyNamespace);
  }
}
