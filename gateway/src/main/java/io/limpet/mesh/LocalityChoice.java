package io.limpet.mesh;

import io.limpet.model.istio.LoadBalancer;
import io.limpet.model.istio.LoadBalancer.LocalitySetting;
import java.util.List;

/// Which rule of locality a cluster follows: the DestinationRule's, else the Service's
/// `trafficDistribution`, else the mesh's (`GetLocalityLbSetting` and `applyLocalityLoadBalancer`
/// in Istio's `core/loadbalancer` and `core/cluster_traffic_policy.go`).
final class LocalityChoice {
  private static final List<String> SAME_ZONE =
      List.of(Topology.NETWORK, Topology.REGION, Topology.ZONE);
  private static final List<String> SAME_NODE =
      List.of(
          Topology.NETWORK, Topology.REGION, Topology.ZONE, Topology.SUBZONE, Topology.HOSTNAME);

  private final MeshOptions options;

  LocalityChoice(MeshOptions options) {
    this.options = options;
  }

  LocalityRule of(MeshService service, EffectivePolicy policy, boolean hashed) {
    LoadBalancer balancer = policy.loadBalancer();
    boolean detects = policy.outlierDetection() != null;
    if (balancer != null && balancer.locality() != null) {
      return of(balancer.locality(), detects);
    }
    LocalitySetting ofMesh = options.meshConfig().localityLbSetting();
    if (service.distribution() != TrafficDistribution.ANY) {
      boolean node = service.distribution() == TrafficDistribution.SAME_NODE;
      return new LocalityRule.Failover(List.of(), node ? SAME_NODE : SAME_ZONE, true);
    }
    return hashed && options.has(Fix.HASH_LOCALITY) && !asks(ofMesh)
        ? LocalityRule.NONE
        : of(ofMesh, detects);
  }

  private static boolean asks(LocalitySetting setting) {
    return !setting.distribute().isEmpty() || isExplicit(setting);
  }

  private static boolean isExplicit(LocalitySetting setting) {
    return !setting.failover().isEmpty() || !setting.failoverPriority().isEmpty();
  }

  /// The mesh's own setting is `enabled: true` where nobody writes another, so outlier detection
  /// alone switches failover on: without it, nobody would notice that the near endpoints fail.
  private LocalityRule of(LocalitySetting setting, boolean detects) {
    if (Boolean.FALSE.equals(setting.enabled())) {
      return LocalityRule.NONE;
    }
    if (!setting.distribute().isEmpty()) {
      return new LocalityRule.Distributed(setting.distribute());
    }
    return detects
        ? new LocalityRule.Failover(
            setting.failover(), setting.failoverPriority(), isExplicit(setting))
        : LocalityRule.NONE;
  }
}
