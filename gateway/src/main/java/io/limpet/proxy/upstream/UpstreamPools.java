package io.limpet.proxy.upstream;

import io.limpet.proxy.codec.HeadPool;
import io.limpet.proxy.head.ProxyProtocolData;
import io.limpet.proxy.head.RequestHead;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.overload.Overload;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.OverloadPlan.Point;
import io.limpet.proxy.plan.pools.Endpoint;
import io.limpet.proxy.plan.pools.EndpointState;
import io.limpet.proxy.plan.transport.UpstreamTls;
import io.limpet.proxy.plan.transport.UpstreamTransport;
import io.limpet.proxy.tls.ClientContexts;
import io.limpet.proxy.tls.ClientTls;
import io.limpet.proxy.upstream.EndpointPool.Means;
import io.limpet.proxy.upstream.EndpointPool.Peer;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One event loop's connections to all endpoints.
///
/// A pool is found by its endpoint's live state, which stays the same object from plan to plan as
/// long as the endpoint is in its cluster. Requests of high priority have pools of their own, and
/// so have those that are sent in HTTP/2. A tunnel's connection is for nobody else, and so is the
/// pool that opens it.
public final class UpstreamPools {
  private static final int FIRST_SWEEP = 1024;

  private final Worker worker;
  private final Means means;
  private final ClientContexts contexts;

  // Event loop only, all of these.
  private final IdentityHashMap<EndpointState, EndpointPool> usual = new IdentityHashMap<>();
  private final IdentityHashMap<EndpointState, EndpointPool> high = new IdentityHashMap<>();
  private final IdentityHashMap<EndpointState, EndpointPool> usual2 = new IdentityHashMap<>();
  private final IdentityHashMap<EndpointState, EndpointPool> high2 = new IdentityHashMap<>();
  private final Map<Apart, EndpointPool> apart = new HashMap<>();
  private int sweepAt = FIRST_SWEEP;

  /// What a request is, to its pool; `inside` is what its endpoint is spoken to in.
  public record Use(ClusterPlan cluster, boolean highPriority, ClientTls.Inside inside) {
    /// `asClient`: whether the client speaks HTTP/2, if it matters.
    public static Use of(ClusterPlan cluster, boolean highPriority, boolean asClient) {
      ClientTls.Inside inside =
          switch (cluster.connections().protocol()) {
            case HTTP1 -> ClientTls.Inside.HTTP1;
            case HTTP2 -> ClientTls.Inside.HTTP2;
            case DOWNSTREAM -> asClient ? ClientTls.Inside.HTTP2 : ClientTls.Inside.HTTP1;
            case AUTO -> ClientTls.Inside.AUTO;
          };
      return new Use(cluster, highPriority, inside);
    }

    /// The same for a tunnel, in which the endpoint hears what the client says as it comes.
    public Use tunnel() {
      return new Use(cluster, highPriority, ClientTls.Inside.BYTES);
    }

    boolean http2() {
      return inside == ClientTls.Inside.HTTP2;
    }
  }

  /// Connections that begin with more than the first request are kept by what they begin with: the
  /// name that is asked for in TLS, and the client that is told of.
  private record Apart(
      EndpointState endpoint,
      UpstreamTransport transport,
      String name,
      @Nullable ProxyProtocolData client,
      Spoken spoken) {}

  private record Spoken(boolean highPriority, ClientTls.Inside inside) {}

  public UpstreamPools(Worker worker, HeadPool heads, ClientContexts contexts, Overload overload) {
    this.worker = worker;
    this.means = new Means(heads, overload.point(Point.CONNECTION_POOL_NEW_CONNECTION));
    this.contexts = contexts;
  }

  /// `head` is the request's.
  public EndpointPool pool(Endpoint endpoint, Use use, RequestHead head, ClusterCounters counters) {
    if (!endpoint.transport().isPlainText()) {
      return apart(endpoint, use, head, counters);
    }
    if (use.inside() == ClientTls.Inside.BYTES) {
      return new EndpointPool(worker, means, new Peer(endpoint, UpstreamStart.NONE), use, counters);
    }
    IdentityHashMap<EndpointState, EndpointPool> pools = pools(use);
    EndpointPool pool = pools.get(endpoint.state());
    if (pool == null) {
      pool = new EndpointPool(worker, means, new Peer(endpoint, UpstreamStart.NONE), use, counters);
      pools.put(endpoint.state(), pool);
    }
    pool.follow(use.cluster());
    return pool;
  }

  private EndpointPool apart(
      Endpoint endpoint, Use use, RequestHead head, ClusterCounters counters) {
    UpstreamTransport transport = endpoint.transport();
    UpstreamTls tls = transport.tls();
    String name =
        tls == null ? "" : tls.serverName(HostOnly.of(head.authority()), endpoint.hostname());
    ProxyProtocolData client = head.proxied();
    Apart key =
        new Apart(
            endpoint.state(),
            transport,
            name,
            transport.header() == null ? null : client,
            new Spoken(use.highPriority(), use.inside()));
    EndpointPool pool = apart.get(key);
    if (pool != null) {
      pool.follow(use.cluster());
      return pool;
    }
    UpstreamStart start = new UpstreamStart(contexts, transport, name, use.inside(), client);
    EndpointPool made = new EndpointPool(worker, means, new Peer(endpoint, start), use, counters);
    if (use.inside() != ClientTls.Inside.BYTES) {
      forgetUnused();
      apart.put(key, made);
    }
    return made;
  }

  /// Names may come from requests and clients from everywhere, and there is no end of those. Half
  /// of the pools at least are new since the last look, so that a look costs each of them little.
  private void forgetUnused() {
    if (apart.size() >= sweepAt) {
      apart.values().removeIf(EndpointPool::isUnused);
      sweepAt = Math.max(FIRST_SWEEP, 2 * apart.size());
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
  public void keepOnly(Map<String, ClusterPlan> clusters, Set<UpstreamTransport> transports) {
    Predicate<EndpointPool> isGone = pool -> !pool.isIn(clusters);
    retire(apart, pool -> isGone.test(pool) || !transports.contains(pool.endpoint().transport()));
    for (Map<?, EndpointPool> pools : List.of(usual, high, usual2, high2)) {
      retire(pools, isGone);
    }
  }

  private static void retire(Map<?, EndpointPool> pools, Predicate<EndpointPool> isGone) {
    pools
        .values()
        .removeIf(
            pool -> {
              boolean gone = isGone.test(pool);
              if (gone) {
                pool.retire();
              }
              return gone;
            });
  }
}
