package io.limpet.mesh.building.policies;

import io.limpet.mesh.Reporting;
import io.limpet.mesh.building.services.ClusterNames;
import io.limpet.mesh.building.services.MeshService;
import io.limpet.mesh.building.services.ServiceIndex;
import io.limpet.model.istio.ExtensionProvider;
import io.limpet.model.istio.ExtensionProvider.Backend;
import io.limpet.model.istio.MeshConfig;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Finds the services of extension providers, `host` or `namespace/host`, whoever may see them
/// (`LookupCluster` in Istio's `pilot/pkg/model/telemetry_logging.go`).
public final class Backends {
  private final ServiceIndex services;

  public Backends(ServiceIndex services) {
    this.services = services;
  }

  /// What was found.
  sealed interface Answer {}

  record Found(String host, String cluster) implements Answer {}

  record Missing(String why) implements Answer {}

  /// The hosts of all providers that were found, whether they are used or not.
  public Set<String> hosts(MeshConfig mesh) {
    Set<String> hosts = new TreeSet<>();
    for (ExtensionProvider each : mesh.extensionProviders()) {
      Backend backend = each.description().backend();
      if (backend != null && find(backend) instanceof Found(String host, _)) {
        hosts.add(host);
      }
    }
    return hosts;
  }

  /// Nothing where it is not there.
  Optional<Reporting.Place> place(Backend backend) {
    return find(backend) instanceof Found(String host, String cluster)
        ? Optional.of(new Reporting.Place(host, cluster))
        : Optional.empty();
  }

  Answer find(Backend backend) {
    int slash = backend.service().indexOf('/');
    String host = backend.service().substring(slash + 1);
    Map<String, MeshService> byNamespace = services.ofHost(host);
    if (slash >= 0) {
      String namespace = backend.service().substring(0, slash);
      return byNamespace.containsKey(namespace)
          ? found(host, backend.port())
          : new Missing("none is called " + backend.service());
    }
    return switch (byNamespace.size()) {
      case 0 -> new Missing("none is called " + host);
      case 1 -> found(host, backend.port());
      default ->
          new Missing(
              "there are several called "
                  + host
                  + ", in "
                  + byNamespace.keySet()
                  + "; write NAMESPACE/"
                  + host);
    };
  }

  private static Found found(String host, int port) {
    return new Found(host, ClusterNames.outbound(port, "", host));
  }
}
