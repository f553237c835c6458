package io.limpet.proxy.plan;

import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.limpet.proxy.plan.Endpoint.Locality;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What part of a hash table each endpoint gets: by its weight, or by its locality's weight and
/// then its own (Envoy: thread_aware_lb_impl.cc, `normalizeWeights`). The order of the arithmetic
/// is Envoy's, because the last bit of a double can decide about a point.
final class TableShares {
  private static final Comparator<Locality> ORDER =
      Comparator.comparing(Locality::region)
          .thenComparing(Locality::zone)
          .thenComparing(Locality::subZone);

  private final Map<Group, Integer> weights;
  private final boolean byLocality;

  private TableShares(Map<Group, Integer> weights, boolean byLocality) {
    this.weights = weights;
    this.byLocality = byLocality;
  }

  private record Group(int priority, Locality locality) {}

  static TableShares of(ClusterLoadAssignment assignment, boolean byLocality) {
    Map<Group, Integer> weights = new HashMap<>();
    for (LocalityLbEndpoints group : assignment.getEndpointsList()) {
      Group key = new Group(group.getPriority(), EndpointReader.locality(group));
      weights.put(key, group.getLoadBalancingWeight().getValue());
    }
    return new TableShares(weights, byLocality);
  }

  List<TableEntry> of(List<Endpoint> endpoints) {
    List<TableEntry> entries = new ArrayList<>(endpoints.size());
    if (!byLocality) {
      add(entries, endpoints, 1.0);
      return entries;
    }
    Map<Locality, List<Endpoint>> byPlace = new TreeMap<>(ORDER);
    for (Endpoint endpoint : endpoints) {
      byPlace.computeIfAbsent(endpoint.locality(), _ -> new ArrayList<>()).add(endpoint);
    }
    double sum = sum(endpoints);
    for (List<Endpoint> group : byPlace.values()) {
      int weight = weight(group.getFirst());
      if (weight > 0) {
        add(entries, group, weight / sum);
      }
    }
    return entries;
  }

  /// The weights of all localities of these endpoints' priority, also of those without an endpoint
  /// among them.
  private double sum(List<Endpoint> endpoints) {
    int priority = endpoints.isEmpty() ? 0 : endpoints.getFirst().priority();
    double sum = 0;
    for (Map.Entry<Group, Integer> weight : weights.entrySet()) {
      if (weight.getKey().priority() == priority) {
        sum += weight.getValue();
      }
    }
    return sum;
  }

  private int weight(Endpoint endpoint) {
    return weights.getOrDefault(new Group(endpoint.priority(), endpoint.locality()), 0);
  }

  private static void add(List<TableEntry> entries, List<Endpoint> endpoints, double share) {
    long sum = endpoints.stream().mapToLong(Endpoint::weight).sum();
    for (Endpoint endpoint : endpoints) {
      entries.add(new TableEntry(endpoint, endpoint.weight() * share / sum));
    }
  }
}
