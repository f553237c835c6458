package io.limpet.mesh.building.clusters;

import io.limpet.mesh.Cluster;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.building.clusters.ClusterBuilder.Built;
import io.limpet.mesh.building.services.ClusterNames;
import io.limpet.mesh.building.services.HostNames;
import io.limpet.mesh.building.services.MeshService;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The clusters that TLS is passed on to by its name (`buildOutboundSniDnatClusters` in Istio's
/// `core/cluster.go`), made of a service's own. `hosts` are those of all servers that pass so.
public final class PassthroughClusters {
  /// Whether a Pod speaks Istio's mutual TLS. Connections go to no other: the gateway cannot see
  /// what it passes on.
  private static final Map<String, String> SPEAKS_MESH_TLS =
      Map.of("security.istio.io/tlsMode", "istio");

  private final MeshOptions options;
  private final Set<String> hosts;

  public PassthroughClusters(MeshOptions options, Set<String> hosts) {
    this.options = options;
    this.hosts = Set.copyOf(hosts);
  }

  List<Built> of(MeshService service, List<Built> own) {
    if (service.external() || !HostNames.subsetOfAny(service.host(), hosts)) {
      return List.of();
    }
    return own.stream().map(this::passedOn).toList();
  }

  private Built passedOn(Built own) {
    Cluster cluster = own.cluster();
    String name = ClusterNames.serverName(cluster.name());
    boolean named = !options.meshConfig().outboundClusterStatName().isEmpty();
    Map<String, String> labels = new HashMap<>(own.labels());
    labels.putAll(SPEAKS_MESH_TLS);
    return new Built(
        cluster.passedOn(name, named ? cluster.statName() : name),
        own.port(),
        labels,
        own.locality(),
        own.sendsUnhealthy());
  }
}
