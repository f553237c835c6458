package io.limpet.proxy.plan;

import java.util.List;

/// A cluster's pools, each with its percentage of the requests: one for the healthy endpoints of
/// each priority that has load, then one for the degraded (Envoy: load_balancer_impl.cc,
/// `choosePriority`).
public final class Pools {
  public static final Pools NONE = new Pools(List.of(), new int[0]);

  private final List<Pool> pools;
  private final int[] percents;

  Pools(List<Pool> pools, int[] percents) {
    this.pools = List.copyOf(pools);
    this.percents = percents.clone();
  }

  /// One pool that has all requests.
  public static Pools of(Pool only) {
    return new Pools(List.of(only), new int[] {100});
  }

  public List<Pool> all() {
    return pools;
  }

  public boolean isEmpty() {
    return pools.isEmpty();
  }

  /// Whether a hash or a random number is needed to tell which pool.
  public boolean isSingle() {
    return pools.size() == 1;
  }

  /// The pool for a request's hash, or for a random number where it has none.
  public Pool pool(long hash) {
    long ticket = Long.remainderUnsigned(hash, 100);
    for (int i = 0; i < percents.length; i++) {
      ticket -= percents[i];
      if (ticket < 0) {
        return pools.get(i);
      }
    }
    return pools.getLast();
  }
}
