package io.limpet.proxy.plan.pools;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A cluster's pools, each with its percentage of the requests: one for the healthy endpoints of
/// each priority that has load, then one for the degraded (Envoy: load_balancer_impl.cc,
/// `choosePriority`). Where the cluster has subsets, each of them has pools of its own.
public final class Pools {
  public static final Pools NONE = new Pools(List.of(), new int[0], null, new boolean[0]);

  private final List<Pool> pools;
  private final int[] percents;
  private final @Nullable Subsets subsets;
  private final boolean[] panic;
  private final boolean hashed;

  private Pools(List<Pool> pools, int[] percents, @Nullable Subsets subsets, boolean[] panic) {
    this.pools = List.copyOf(pools);
    this.percents = percents.clone();
    this.subsets = subsets;
    this.panic = panic.clone();
    this.hashed = pools.stream().anyMatch(p -> p.balancing() instanceof Balancing.Hashed);
  }

  /// `panic` says of each priority whether it is in panic.
  Pools(List<Pool> pools, int[] percents, boolean[] panic) {
    this(pools, percents, null, panic);
  }

  /// One pool that has all requests.
  public static Pools of(Pool only) {
    return new Pools(List.of(only), new int[] {100}, null, new boolean[0]);
  }

  /// All endpoints, for those who look; requests choose from the subsets.
  static Pools bySubset(List<Endpoint> all, Subsets subsets) {
    List<Endpoint> healthy = all.stream().filter(each -> each.health().takesNew()).toList();
    Pool pool = new Pool(healthy, new Balancing.Nobody());
    return new Pools(List.of(pool), new int[] {100}, subsets, new boolean[0]);
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

  /// Whether the choice goes by a request's hash.
  public boolean isHashed() {
    return hashed;
  }

  /// The subsets that requests choose from instead, or null if the cluster has none.
  public @Nullable Subsets subsets() {
    return subsets;
  }

  /// Whether so few endpoints of a priority are healthy that any of them are chosen.
  public boolean isInPanic(int priority) {
    return priority < panic.length && panic[priority];
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
