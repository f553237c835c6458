package io.limpet.proxy.plan.pools;

import io.limpet.proxy.plan.pools.Endpoint.Locality;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The weights of localities, where a policy goes by them. A locality that has none gets nothing.
public final class LocalityWeights {
  /// No policy goes by localities.
  public static final LocalityWeights OFF = new LocalityWeights(Map.of(), false);

  private static final Comparator<Locality> ORDER =
      Comparator.comparing(Locality::region)
          .thenComparing(Locality::zone)
          .thenComparing(Locality::subZone);

  private final Map<Group, Integer> weights;
  private final boolean on;

  private LocalityWeights(Map<Group, Integer> weights, boolean on) {
    this.weights = weights;
    this.on = on;
  }

  /// A locality within a priority.
  public record Group(int priority, Locality locality) {
    static Group of(Endpoint endpoint) {
      return new Group(endpoint.priority(), endpoint.locality());
    }
  }

  public static LocalityWeights of(Map<Group, Integer> weights) {
    return new LocalityWeights(Map.copyOf(weights), true);
  }

  boolean on() {
    return on;
  }

  /// Of some of a cluster's endpoints: each locality's weight by how many of its endpoints are
  /// among them (Envoy: `scale_locality_weight`, subset_lb.cc).
  LocalityWeights scaled(List<Endpoint> all, List<Endpoint> some) {
    Map<Group, Integer> allCounts = counts(all);
    Map<Group, Integer> counts = counts(some);
    Map<Group, Integer> scaled = new HashMap<>();
    weights.forEach(
        (group, weight) -> {
          long count = counts.getOrDefault(group, 0);
          int of = allCounts.getOrDefault(group, 1);
          scaled.put(group, Math.round((float) (weight * count) / of));
        });
    return new LocalityWeights(scaled, on);
  }

  private static Map<Group, Integer> counts(List<Endpoint> endpoints) {
    Map<Group, Integer> counts = new HashMap<>();
    endpoints.forEach(endpoint -> counts.merge(Group.of(endpoint), 1, Integer::sum));
    return counts;
  }

  /// The weight of the locality that the endpoint is in.
  int of(Endpoint endpoint) {
    return weights.getOrDefault(Group.of(endpoint), 0);
  }

  /// The weights of all localities of a priority, also of those without an endpoint.
  long sum(int priority) {
    long sum = 0;
    for (Map.Entry<Group, Integer> weight : weights.entrySet()) {
      if (weight.getKey().priority() == priority) {
        sum += weight.getValue();
      }
    }
    return sum;
  }

  /// The endpoints of each locality, in Envoy's order of localities.
  static List<List<Endpoint>> groups(List<Endpoint> endpoints) {
    Map<Locality, List<Endpoint>> groups = new TreeMap<>(ORDER);
    for (Endpoint endpoint : endpoints) {
      groups.computeIfAbsent(endpoint.locality(), _ -> new ArrayList<>()).add(endpoint);
    }
    return List.copyOf(groups.values());
  }
}
