package io.limpet.proxy.plan.pools;

import java.util.ArrayList;
import java.util.List;

/// How many of a hundred requests each priority gets (Envoy: load_balancer_impl.cc,
/// `recalculatePerPriorityState`).
///
/// A priority counts as able to take everything as long as its healthy endpoints times the factor
/// of overprovisioning (1.4) reach their number; what the first cannot take goes to the next, and
/// what no healthy endpoints can take goes to degraded ones. A priority is in panic when the whole
/// cluster falls short and less than the threshold of its own endpoints may serve: then all of them
/// do.
final class PriorityLoads {
  private static final int ALL = 100;

  private final int[] healthy;
  private final int[] degraded;
  private final boolean[] panic;

  private PriorityLoads(int priorities) {
    this.healthy = new int[priorities];
    this.degraded = new int[priorities];
    this.panic = new boolean[priorities];
  }

  /// One priority's endpoints.
  record Level(
      List<Endpoint> all,
      List<Endpoint> healthy,
      List<Endpoint> degraded,
      List<Endpoint> excluded) {
    /// Asks each endpoint for its health once: it may change meanwhile.
    static Level of(List<Endpoint> endpoints) {
      List<Endpoint> healthy = new ArrayList<>(endpoints.size());
      List<Endpoint> degraded = new ArrayList<>(0);
      List<Endpoint> excluded = new ArrayList<>(0);
      for (Endpoint endpoint : endpoints) {
        Endpoint.Health health = endpoint.health();
        if (health.takesNew()) {
          healthy.add(endpoint);
        } else if (health == Endpoint.Health.DEGRADED) {
          degraded.add(endpoint);
        }
        if (endpoint.excluded()) {
          excluded.add(endpoint);
        }
      }
      boolean all = healthy.size() == endpoints.size(); // as usual: one list then serves as both
      return new Level(endpoints, all ? endpoints : healthy, degraded, excluded);
    }

    /// In percent of the whole level, times the factor; whole numbers, as in Envoy.
    private int available(List<Endpoint> serving, PoolsMaker.Settings settings) {
      if (countedSize() == 0) {
        return 0;
      }
      boolean byWeight = settings.byWeight();
      long whole = sum(all, byWeight) - sum(excluded, byWeight);
      return (int) Math.min(ALL, settings.overprovisioning() * sum(serving, byWeight) / whole);
    }

    private static long sum(List<Endpoint> endpoints, boolean byWeight) {
      if (!byWeight) {
        return endpoints.size();
      }
      long sum = 0;
      for (Endpoint endpoint : endpoints) {
        sum += endpoint.weight();
      }
      return sum;
    }

    private int countedSize() {
      return all.size() - excluded.size();
    }

    private double percentServing() {
      return countedSize() == 0
          ? 0
          : (double) ALL * (healthy.size() + degraded.size()) / countedSize();
    }
  }

  static PriorityLoads of(List<Level> levels, PoolsMaker.Settings settings) {
    PriorityLoads loads = new PriorityLoads(levels.size());
    int[] healthy =
        levels.stream().mapToInt(level -> level.available(level.healthy(), settings)).toArray();
    int[] degraded =
        levels.stream().mapToInt(level -> level.available(level.degraded(), settings)).toArray();
    int total = Math.min(ALL, sum(healthy) + sum(degraded));
    int left = distribute(loads.healthy, healthy, total, ALL);
    left = distribute(loads.degraded, degraded, total, left);
    giveToFirst(loads, left);
    loads.findPanic(levels, total, settings.panicThreshold());
    return loads;
  }

  private static int sum(int[] numbers) {
    int sum = 0;
    for (int number : numbers) {
      sum += number;
    }
    return sum;
  }

  private static int distribute(int[] loads, int[] available, int total, int toGive) {
    int left = toGive;
    for (int i = 0; i < loads.length && total > 0; i++) {
      loads[i] = Math.min(left, available[i] * ALL / total);
      left -= loads[i];
    }
    return left;
  }

  /// What rounding left over goes to the first priority that has a load.
  private static void giveToFirst(PriorityLoads loads, int left) {
    for (int[] list : List.of(loads.healthy, loads.degraded)) {
      for (int i = 0; i < list.length; i++) {
        if (list[i] > 0) {
          list[i] += left;
          return;
        }
      }
    }
  }

  private void findPanic(List<Level> levels, int total, long threshold) {
    boolean everywhere = threshold > 0;
    for (int i = 0; i < panic.length; i++) {
      panic[i] = total < ALL && levels.get(i).percentServing() < threshold;
      everywhere &= panic[i];
    }
    if (everywhere) {
      spreadByCount(levels);
    }
  }

  private void spreadByCount(List<Level> levels) {
    int count = levels.stream().mapToInt(level -> level.all().size()).sum();
    int left = ALL;
    for (int i = 0; i < panic.length; i++) {
      healthy[i] = ALL * levels.get(i).all().size() / count;
      degraded[i] = 0;
      left -= healthy[i];
    }
    giveToFirst(this, left);
  }

  int healthy(int priority) {
    return healthy[priority];
  }

  int degraded(int priority) {
    return degraded[priority];
  }

  boolean panic(int priority) {
    return panic[priority];
  }
}
