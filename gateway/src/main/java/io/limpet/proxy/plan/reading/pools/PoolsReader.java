package io.limpet.proxy.plan.reading.pools;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.CommonLbConfig;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.limpet.proxy.plan.pools.ClusterState;
import io.limpet.proxy.plan.pools.ConfiguredPools;
import io.limpet.proxy.plan.pools.LocalityWeights;
import io.limpet.proxy.plan.pools.LocalityWeights.Group;
import io.limpet.proxy.plan.pools.PoolsMaker.Settings;
import io.limpet.proxy.plan.pools.PoolsRecipe;
import io.limpet.proxy.plan.reading.fields.Place;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// How a cluster divides its endpoints into pools.
public final class PoolsReader {
  private static final int DEFAULT_OVERPROVISIONING = 140;
  private static final int DEFAULT_PANIC_THRESHOLD = 50;
  private static final int PERCENT = 100;

  /// `update_merge_window`: changes are carried out at once, and those that come meanwhile are
  /// merged. `ignore_new_hosts_until_first_hc` is for whoever checks health.
  private static final Set<String> KNOWN =
      Set.of(
          "healthy_panic_threshold",
          "override_host_status",
          "zone_aware_lb_config",
          "locality_weighted_lb_config",
          "consistent_hashing_lb_config",
          "update_merge_window",
          "ignore_new_hosts_until_first_hc");

  private PoolsReader() {}

  public static PoolsRecipe read(
      Cluster cluster, ClusterLoadAssignment assignment, ClusterState state, Place place) {
    place.at("common_lb_config").onlyKnows(cluster.getCommonLbConfig(), KNOWN);
    ConfiguredPolicy configured = ClusterPolicyReader.read(cluster, state.nanoTime(), place);
    Settings settings =
        new Settings(
            overprovisioning(assignment),
            assignment.getPolicy().getWeightedPriorityHealth(),
            panicThreshold(cluster.getCommonLbConfig(), place),
            configured.failOnPanic(),
            configured.byLocality() ? localities(assignment) : LocalityWeights.OFF,
            state::active);
    return new ConfiguredPools(
        configured.policy(), configured.subsets(), configured.choosing(), settings, state);
  }

  private static LocalityWeights localities(ClusterLoadAssignment assignment) {
    Map<Group, Integer> weights = new HashMap<>();
    for (LocalityLbEndpoints group : assignment.getEndpointsList()) {
      Group key = new Group(group.getPriority(), EndpointReader.locality(group));
      weights.put(key, group.getLoadBalancingWeight().getValue());
    }
    return LocalityWeights.of(weights);
  }

  private static int overprovisioning(ClusterLoadAssignment assignment) {
    return assignment.getPolicy().hasOverprovisioningFactor()
        ? assignment.getPolicy().getOverprovisioningFactor().getValue()
        : DEFAULT_OVERPROVISIONING;
  }

  /// A whole number, as Envoy rounds it.
  private static long panicThreshold(CommonLbConfig config, Place place) {
    long configured =
        config.hasHealthyPanicThreshold()
            ? Math.round(config.getHealthyPanicThreshold().getValue())
            : DEFAULT_PANIC_THRESHOLD;
    if (configured < 0 || configured > PERCENT) {
      throw place
          .at("common_lb_config.healthy_panic_threshold")
          .refused("must be from 0 to 100 percent");
    }
    return Math.min(
        PERCENT, place.runtime().integer("upstream.healthy_panic_threshold", configured));
  }
}
