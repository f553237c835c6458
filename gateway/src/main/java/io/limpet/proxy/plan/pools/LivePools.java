package io.limpet.proxy.plan.pools;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A cluster's pools as they are now: made from what configuration says, and made anew when
/// endpoints' health changes.
///
/// A request reads them once, which is one volatile read. They are made on the thread that says
/// that health has changed, which must not be an event loop; one that says so while another makes
/// them leaves it to that one, which then goes round once more. So a burst of changes costs two
/// makings at most, and never two at once.
public final class LivePools {
  private final PoolsRecipe recipe;
  private final List<Endpoint> endpoints;
  private final AtomicInteger changes = new AtomicInteger();
  private volatile Pools current;

  LivePools(PoolsRecipe recipe, List<Endpoint> endpoints) {
    this.recipe = recipe;
    this.endpoints = List.copyOf(endpoints);
    this.current = recipe.make(this.endpoints);
  }

  public Pools current() {
    return current;
  }

  public PoolsRecipe.Choosing choosing() {
    return recipe.choosing();
  }

  /// Makes the pools anew, or leaves it to the thread that is doing so.
  void remake() {
    if (changes.getAndIncrement() != 0) {
      return;
    }
    int seen;
    do {
      seen = changes.get();
      current = recipe.make(endpoints);
    } while (!changes.compareAndSet(seen, 0));
  }
}
