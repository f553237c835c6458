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
/// long as the endpoint is in its cluster. Requests of high priority have pools of their own, and
/// so have those that are sent in HTTP/2.
public final class UpstreamPools {
  private final Worker worker;
  private final HeadPool heads;

  // Event loop only, all of these.
  private final IdentityHashMap<EndpointState, EndpointPool> usual = new IdentityHashMap<>();
  private final IdentityHashMap<EndpointState, EndpointPool> high = new IdentityHashMap<>();
  private final IdentityHashMap<EndpointState, EndpointPool> usual2 = new IdentityHashMap<>();
  private final IdentityHashMap<EndpointState, EndpointPool> high2 = new IdentityHashMap<>();

  /// What a request is, to its pool; `http2` is what its endpoint is spoken to in.
  public record Use(ClusterPlan cluster, boolean highPriority, boolean http2) {
    /// `asClient`: whether the client speaks HTTP/2, if it matters.
    public static Use of(ClusterPlan cluster, boolean highPriority, boolean asClient) {
      boolean http2 =
          switch (cluster.connections().protocol()) {
            case HTTP1 -> false;
            case HTTP2 -> true;
            case DOWNSTREAM -> asClient;
          };
      return new Use(cluster, highPriority, http2);
    }
  }

  public UpstreamPools(Worker worker, HeadPool heads) {
    this.worker = worker;
    this.heads = heads;
  }

  public EndpointPool pool(Endpoint endpoint, Use use, ClusterCounters counters) {
    IdentityHashMap<EndpointState, EndpointPool> pools = pools(use);
    EndpointPool pool = pools.get(endpoint.state());
    if (pool == null) {
      pool = new EndpointPool(worker, heads, endpoint, use, counters);
      pools.put(endpoint.state(), pool);
    }
    pool.follow(use.cluster());
    return pool;
  }

  private IdentityHashMap<EndpointState, EndpointPool> pools(Use use) {
    if (use.http2()) {
      return use.highPriority() ? high2 : usual2;
    }
    return use.highPriority() ? high : usual;
  }

  /// A new plan: connections to endpoints that are no longer there are closed, those in use when
  /// their answer is complete.
  public void keepOnly(Set<EndpointState> present) {
    retire(usual, present);
    retire(high, present);
    retire(usual2, present);
    retire(high2, present);
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
