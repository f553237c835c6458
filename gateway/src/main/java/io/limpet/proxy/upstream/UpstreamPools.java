package io.limpet.proxy.upstream;

import io.limpet.proxy.codec.HeadPool;
import io.limpet.proxy.codec.Limits;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.plan.ClusterPlan.Connections;
import io.limpet.proxy.plan.Endpoint;
import io.limpet.proxy.plan.EndpointState;
import java.util.IdentityHashMap;
import java.util.Set;

/// One event loop's connections to all endpoints.
///
/// A pool is found by its endpoint's live state, which stays the same object from plan to plan as
/// long as the endpoint is in its cluster.
public final class UpstreamPools {
  private final Worker worker;
  private final Limits limits;
  private final HeadPool heads;
  private final IdentityHashMap<EndpointState, EndpointPool> pools =
      new IdentityHashMap<>(); // event loop only

  public UpstreamPools(Worker worker, Limits limits, HeadPool heads) {
    this.worker = worker;
    this.limits = limits;
    this.heads = heads;
  }

  /// A connection to the endpoint, idle or not yet open; the caller then uses it.
  public UpstreamConnection connection(
      Endpoint endpoint, Connections settings, ClusterCounters counters) {
    EndpointPool pool = pools.get(endpoint.state());
    if (pool == null) {
      pool = new EndpointPool(worker, endpoint, settings, counters);
      pools.put(endpoint.state(), pool);
    }
    pool.settings(settings);
    UpstreamConnection connection = pool.takeIdle();
    return connection != null ? connection : new UpstreamConnection(worker, pool, limits, heads);
  }

  /// A new plan: connections to endpoints that are no longer there are closed, those in use when
  /// their answer is complete.
  public void keepOnly(Set<EndpointState> present) {
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
