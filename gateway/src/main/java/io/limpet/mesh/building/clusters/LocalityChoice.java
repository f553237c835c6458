package io.limpet.mesh.building.clusters;

import io.limpet.mesh.Cluster.Localities;
import io.limpet.mesh.Feature;
import io.limpet.mesh.Fix;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.building.resources.Topology;
import io.limpet.mesh.building.rules.EffectivePolicy;
import io.limpet.mesh.building.services.MeshService;
import io.limpet.mesh.building.services.TrafficDistribution;
import io.limpet.model.istio.LoadBalancer;
import io.limpet.model.istio.LoadBalancer.LocalitySetting;
import io.limpet.model.istio.LoadBalancer.ZoneAwareSetting;
import java.util.List;

/// Which rule of locality a cluster follows: the DestinationRule's, else the Service's
/// `trafficDistribution`, else the mesh's, whose zones come before its localities
/// (`GetEffectiveLbSetting` and `applyLocalityLoadBalancer` in Istio's `core/loadbalancer` and
/// `core/cluster_traffic_policy.go`).
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
    if (balancer != null && balancer.zoneAware() != null) {
      return isOff(balancer.zoneAware()) ? LocalityRule.Alike.NONE : of(balancer.zoneAware());
    }
    if (balancer != null && balancer.locality() != null) {
      return of(balancer.locality(), detects);
    }
    LocalitySetting ofMesh = options.meshConfig().localityLbSetting();
    if (service.distribution() != TrafficDistribution.ANY) {
      boolean node = service.distribution() == TrafficDistribution.SAME_NODE;
      return new LocalityRule.Failover(List.of(), node ? SAME_NODE : SAME_ZONE, true);
    }
    ZoneAwareSetting zones = options.meshConfig().zoneAwareLbSetting();
    if (zones != null && !isOff(zones)) {
      return of(zones);
    }
    return hashed && options.has(Fix.HASH_LOCALITY) && !asks(ofMesh)
        ? LocalityRule.Alike.NONE
        : of(ofMesh, detects);
  }

  private static boolean isOff(ZoneAwareSetting zones) {
    return Boolean.FALSE.equals(zones.enabled());
  }

  private static LocalityRule of(ZoneAwareSetting zones) {
    return new LocalityRule.ZoneAware(zones.failover(), zones.failoverPriority());
  }

  /// What the cluster itself is told of localities. Zones need an Envoy that discovers its own kind
  /// too, to compare with.
  Localities inCluster(LocalityRule rule, EffectivePolicy policy) {
    if (rule instanceof LocalityRule.ZoneAware) {
      LoadBalancer balancer = policy.loadBalancer();
      ZoneAwareSetting zones =
          balancer == null || balancer.zoneAware() == null
              ? options.meshConfig().zoneAwareLbSetting()
              : balancer.zoneAware();
      return options.meshConfig().defaultConfig().selfDiscovery() && zones != null
          ? new Localities.ZoneAware(zones.minClusterSize())
          : new Localities.Alike();
    }
    return rule.weighs() || options.on(Feature.ENABLE_LOCALITY_WEIGHTED_LB_CONFIG)
        ? new Localities.Weighted()
        : new Localities.Alike();
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
      return LocalityRule.Alike.NONE;
    }
    if (!setting.distribute().isEmpty()) {
      return new LocalityRule.Distributed(setting.distribute());
    }
    return detects
        ? new LocalityRule.Failover(
            setting.failover(), setting.failoverPriority(), isExplicit(setting))
        : LocalityRule.Alike.NONE;
  }
}
