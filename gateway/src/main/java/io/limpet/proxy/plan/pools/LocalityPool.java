package io.limpet.proxy.plan.pools;

import io.limpet.proxy.plan.pools.Balancing.Turn;
import io.limpet.proxy.plan.pools.PriorityLoads.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A pool that chooses a locality by weight first. A locality's weight counts as far as its
/// endpoints may serve: with the factor of overprovisioning, half of them lost costs three tenths
/// of it (Envoy: locality_wrr.cc, `effectiveLocalityWeight`).
final class LocalityPool {
  private LocalityPool() {}

  /// `eligible` are those of the level that are chosen among.
  static Pool of(
      Level level, List<Endpoint> eligible, PoolsMaker.Settings settings, Policy.Plain policy) {
    Map<Endpoint.Locality, Integer> counted = new HashMap<>();
    for (Endpoint endpoint : level.all()) {
      counted.merge(endpoint.locality(), endpoint.excluded() ? 0 : 1, Integer::sum);
    }
    List<Pool> pools = new ArrayList<>();
    List<Double> weights = new ArrayList<>();
    for (List<Endpoint> group : LocalityWeights.groups(eligible)) {
      int count = counted.getOrDefault(group.getFirst().locality(), 0);
      double part = count == 0 ? 0 : (double) group.size() / count;
      double effective = Math.min(1, settings.overprovisioning() / 100.0 * part);
      double weight = settings.localities().of(group.getFirst()) * effective;
      if (weight > 0) {
        pools.add(policy.pool(group, Turn.fresh()));
        weights.add(weight);
      }
    }
    if (pools.isEmpty()) {
      return policy.pool(eligible, Turn.fresh());
    }
    double[] fixed = weights.stream().mapToDouble(Double::doubleValue).toArray();
    Schedule schedule = new Schedule(fixed.length, i -> fixed[i]);
    return new Pool(eligible, new Balancing.ByLocality(schedule, pools));
  }
}
