package io.limpet.proxy.upstream;

import io.limpet.proxy.codec.HeadPool;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.Endpoint;
import io.limpet.proxy.plan.EndpointState;
import java.util.IdentityHashMap;
import java.util.Set;

/// One event loop's connections to all endpoints.
///
/// A pool is found by its endpoint's live state, which stays the same object from plan to plan as
/// long as the endpoint is in its cluster. Requests of high priority have pools of their own.
public final class UpstreamPools {
  private final Worker worker;
  private final HeadPool heads;

  // Event loop only, both.
  private final IdentityHashMap<EndpointState, EndpointPool> usual = new IdentityHashMap<>();
  private final IdentityHashMap<EndpointState, EndpointPool> high = new IdentityHashMap<>();

  /// What a request is, to its pool.
  public record Use(ClusterPlan cluster, boolean highPriority) {}

  public UpstreamPools(Worker worker, HeadPool heads) {
    this.worker = worker;
    this.heads = heads;
  }

  public EndpointPool pool(Endpoint endpoint, Use use, ClusterCounters counters) {
    IdentityHashMap<EndpointState, EndpointPool> pools = use.highPriority() ? high : usual;
    EndpointPool pool = pools.get(endpoint.state());
    if (pool == null) {
      pool = new EndpointPool(worker, heads, endpoint, use, counters);
      pools.put(endpoint.state(), pool);
    }
    pool.follow(use.cluster());
    return pool;
  }

  /// A new plan: connections to endpoints that are no longer there are closed, those in use when
  /// their answer is complete.
  public void keepOnly(Set<EndpointState> present) {
    retire(usual, present);
    retire(high, present);
  }

  private static void retire(
      IdentityHashMap<EndpointState, EndpointPool> pools, Set<EndpointState> present) {
    pools
        .values()
        .removeIf(
            pool -> {
              boolean gone = !present.contains(pool.endpoint().state());
              if (gone) {
                pool.retire();
              }
              return gone;
            });
  }
}
