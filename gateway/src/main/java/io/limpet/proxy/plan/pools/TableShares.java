package io.limpet.proxy.plan.pools;

import java.util.ArrayList;
import java.util.List;

/// What part of a hash table each endpoint gets: by its weight, or by its locality's weight and
/// then its own (Envoy: thread_aware_lb_impl.cc, `normalizeWeights`). The order of the arithmetic
/// is Envoy's, because the last bit of a double can decide about a point.
final class TableShares {
  private TableShares() {}

  static List<TableEntry> of(List<Endpoint> endpoints, LocalityWeights localities) {
    List<TableEntry> entries = new ArrayList<>(endpoints.size());
    if (!localities.on()) {
      add(entries, endpoints, 1.0);
      return entries;
    }
    int priority = endpoints.isEmpty() ? 0 : endpoints.getFirst().priority();
    double sum = localities.sum(priority);
    for (List<Endpoint> group : LocalityWeights.groups(endpoints)) {
      int weight = localities.of(group.getFirst());
      if (weight > 0) {
        add(entries, group, weight / sum);
      }
    }
    return entries;
  }

  private static void add(List<TableEntry> entries, List<Endpoint> endpoints, double share) {
    long sum = endpoints.stream().mapToLong(Endpoint::weight).sum();
    for (Endpoint endpoint : endpoints) {
      entries.add(new TableEntry(endpoint, endpoint.weight() * share / sum));
    }
  }
}
