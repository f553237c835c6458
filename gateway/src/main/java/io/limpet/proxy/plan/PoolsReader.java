package io.limpet.proxy.plan;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.CommonLbConfig;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.limpet.proxy.plan.PriorityLoads.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Divides a cluster's endpoints into pools.
final class PoolsReader {
  private static final int DEFAULT_OVERPROVISIONING = 140;
  private static final double DEFAULT_PANIC_THRESHOLD = 50;
  private static final Set<String> KNOWN =
      Set.of(
          "healthy_panic_threshold",
          "override_host_status",
          "locality_weighted_lb_config",
          "consistent_hashing_lb_config",
          "update_merge_window",
          "ignore_new_hosts_until_first_hc");

  private final BalancingReader balancing;
  private final List<Level> levels;
  private final PriorityLoads loads;
  private final List<Pool> pools = new ArrayList<>();
  private final List<Integer> percents = new ArrayList<>();

  private PoolsReader(BalancingReader balancing, List<Level> levels, PriorityLoads loads) {
    this.balancing = balancing;
    this.levels = levels;
    this.loads = loads;
  }

  static PoolsRecipe read(Cluster cluster, ClusterLoadAssignment assignment, Place place) {
    CommonLbConfig config = cluster.getCommonLbConfig();
    place.at("common_lb_config").onlyKnows(config, KNOWN);
    BalancingReader balancing = BalancingReader.of(cluster, assignment, place);
    int overprovisioning = overprovisioning(assignment);
    double panicThreshold = panicThreshold(config);
    return endpoints -> {
      List<Level> levels = levels(endpoints);
      PriorityLoads loads = PriorityLoads.of(levels, overprovisioning, panicThreshold);
      return new PoolsReader(balancing, levels, loads).make();
    };
  }

  private static int overprovisioning(ClusterLoadAssignment assignment) {
    return assignment.getPolicy().hasOverprovisioningFactor()
        ? assignment.getPolicy().getOverprovisioningFactor().getValue()
        : DEFAULT_OVERPROVISIONING;
  }

  private static double panicThreshold(CommonLbConfig config) {
    return config.hasHealthyPanicThreshold()
        ? config.getHealthyPanicThreshold().getValue()
        : DEFAULT_PANIC_THRESHOLD;
  }

  private static List<Level> levels(List<Endpoint> endpoints) {
    Map<Integer, List<Endpoint>> byPriority = new TreeMap<>();
    for (Endpoint endpoint : endpoints) {
      byPriority.computeIfAbsent(endpoint.priority(), _ -> new ArrayList<>()).add(endpoint);
    }
    return byPriority.values().stream().map(Level::of).toList();
  }

  private Pools make() {
    for (int i = 0; i < levels.size(); i++) {
      Level level = levels.get(i);
      add(loads.panic(i) ? level.all() : level.healthy(), loads.healthy(i));
    }
    for (int i = 0; i < levels.size(); i++) {
      add(loads.panic(i) ? levels.get(i).all() : degraded(levels.get(i)), loads.degraded(i));
    }
    if (pools.stream().allMatch(pool -> pool.endpoints().isEmpty())) {
      return Pools.NONE;
    }
    return new Pools(pools, percents.stream().mapToInt(Integer::intValue).toArray());
  }

  /// Envoy keeps its hash tables over healthy endpoints alone; a request whose hash falls to the
  /// degraded of a priority uses the same table.
  private List<Endpoint> degraded(Level level) {
    return balancing.isHashed() ? level.healthy() : level.degraded();
  }

  private void add(List<Endpoint> endpoints, int percent) {
    if (percent > 0) {
      pools.add(balancing.pool(endpoints));
      percents.add(percent);
    }
  }
}
