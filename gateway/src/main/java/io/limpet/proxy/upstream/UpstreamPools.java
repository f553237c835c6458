package io.limpet.proxy.upstream;

import io.limpet.proxy.codec.HeadPool;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.Endpoint;
import io.limpet.proxy.plan.EndpointState;
import io.limpet.proxy.plan.UpstreamTls;
import io.limpet.proxy.tls.ClientContexts;
import io.limpet.proxy.tls.ClientTls;
import io.limpet.proxy.upstream.EndpointPool.Peer;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/// One event loop's connections to all endpoints.
///
/// A pool is found by its endpoint's live state, which stays the same object from plan to plan as
/// long as the endpoint is in its cluster. Requests of high priority have pools of their own, and
/// so have those that are sent in HTTP/2.
public final class UpstreamPools {
  private static final int MOST_NAMES = 1024;

  private final Worker worker;
  private final HeadPool heads;
  private final ClientContexts contexts;

  // Event loop only, all of these.
  private final IdentityHashMap<EndpointState, EndpointPool> usual = new IdentityHashMap<>();
  private final IdentityHashMap<EndpointState, EndpointPool> high = new IdentityHashMap<>();
  private final IdentityHashMap<EndpointState, EndpointPool> usual2 = new IdentityHashMap<>();
  private final IdentityHashMap<EndpointState, EndpointPool> high2 = new IdentityHashMap<>();

  /// What a request is, to its pool; `http2` is what its endpoint is spoken to in.
  /// `host` is whom the request is for, as written.
  public record Use(ClusterPlan cluster, boolean highPriority, boolean http2, String host) {
    /// `asClient`: whether the client speaks HTTP/2, if it matters.
    public static Use of(ClusterPlan cluster, boolean highPriority, boolean asClient, String host) {
      boolean http2 =
          switch (cluster.connections().protocol()) {
            case HTTP1 -> false;
            case HTTP2 -> true;
            case DOWNSTREAM -> asClient;
          };
      return new Use(cluster, highPriority, http2, host);
    }
  }

  private final Map<Encrypted, EndpointPool> encrypted = new HashMap<>();

  /// Connections with TLS are kept by what was asked for in it.
  private record Encrypted(
      EndpointState endpoint, UpstreamTls tls, String name, boolean high, boolean http2) {}

  public UpstreamPools(Worker worker, HeadPool heads, ClientContexts contexts) {
    this.worker = worker;
    this.heads = heads;
    this.contexts = contexts;
  }

  public EndpointPool pool(Endpoint endpoint, Use use, ClusterCounters counters) {
    UpstreamTls tls = endpoint.tls();
    if (tls != null) {
      return encrypted(endpoint, tls, use, counters);
    }
    IdentityHashMap<EndpointState, EndpointPool> pools = pools(use);
    EndpointPool pool = pools.get(endpoint.state());
    if (pool == null) {
      pool = new EndpointPool(worker, heads, new Peer(endpoint, TlsStart.NONE), use, counters);
      pools.put(endpoint.state(), pool);
    }
    pool.follow(use.cluster());
    return pool;
  }

  private EndpointPool encrypted(
      Endpoint endpoint, UpstreamTls tls, Use use, ClusterCounters counters) {
    String name = tls.serverName(HostOnly.of(use.host()), endpoint.hostname());
    Encrypted key = new Encrypted(endpoint.state(), tls, name, use.highPriority(), use.http2());
    EndpointPool pool = encrypted.get(key);
    if (pool == null) {
      forgetUnused();
      ClientTls.Inside inside = use.http2() ? ClientTls.Inside.HTTP2 : ClientTls.Inside.HTTP1;
      TlsStart start = new TlsStart(contexts, tls, name, inside);
      pool = new EndpointPool(worker, heads, new Peer(endpoint, start), use, counters);
      encrypted.put(key, pool);
    }
    pool.follow(use.cluster());
    return pool;
  }

  /// Names may come from requests, and there is no end of those.
  private void forgetUnused() {
    if (encrypted.size() >= MOST_NAMES) {
      encrypted.values().removeIf(EndpointPool::isUnused);
    }
  }

  private IdentityHashMap<EndpointState, EndpointPool> pools(Use use) {
    if (use.http2()) {
      return use.highPriority() ? high2 : usual2;
    }
    return use.highPriority() ? high : usual;
  }

  /// A new plan: connections to endpoints that are no longer there are closed, those in use when
  /// their answer is complete.
  public void keepOnly(Set<EndpointState> present, Set<UpstreamTls> tls) {
    encrypted
        .entrySet()
        .removeIf(
            each -> {
              Encrypted key = each.getKey();
              boolean gone = !present.contains(key.endpoint()) || !tls.contains(key.tls());
              if (gone) {
                each.getValue().retire();
              }
              return gone;
            });
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
