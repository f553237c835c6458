package io.limpet.proxy.upstream;

import io.limpet.proxy.codec.HeadPool;
import io.limpet.proxy.codec.Limits;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.overload.ShedPoint;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.Connections;
import io.limpet.proxy.plan.pools.CircuitBreaker;
import io.limpet.proxy.plan.pools.Endpoint;
import io.limpet.proxy.tls.ClientTls;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// The connections of one event loop to one endpoint, and the requests that wait for one (Envoy:
/// source/common/conn_pool/conn_pool_base.cc).
///
/// Of the idle connections the last one used is used first, so that those not needed come to their
/// idle timeout. A request that finds none waits; it is not bound to the connection that is opened
/// for it, but takes the first that is free when it is its turn.
public final class EndpointPool {
  private final Worker worker;
  private final Endpoint endpoint;
  private final boolean highPriority;
  private final ClientTls.Inside inside;
  private final ClusterCounters counters;
  private final HeadPool heads;
  private final UpstreamStart start;
  private final ShedPoint newConnection;

  /// Whom it connects to, and how.
  record Peer(Endpoint endpoint, UpstreamStart start) {}

  /// What all pools of an event loop have; `newConnection` may let none be opened.
  record Means(HeadPool heads, ShedPoint newConnection) {}

  // Event loop only, all of these.
  /// Those with a place for a request: HTTP/1's while they have none.
  private final ArrayDeque<PooledConnection> idle = new ArrayDeque<>(4);
  private final LinkedHashSet<Receiver> waiting = new LinkedHashSet<>();
  private ClusterPlan cluster;
  private CircuitBreaker breaker;
  private int open;
  private int opening;
  private boolean retired;

  /// Where ALPN decides, what it decided last.
  private boolean spokeHttp1;

  EndpointPool(
      Worker worker, Means means, Peer peer, UpstreamPools.Use use, ClusterCounters counters) {
    this.start = peer.start();
    this.worker = worker;
    this.heads = means.heads();
    this.newConnection = means.newConnection();
    this.endpoint = peer.endpoint();
    this.highPriority = use.highPriority();
    this.inside = use.inside();
    this.counters = counters;
    this.cluster = use.cluster();
    this.breaker = cluster.breakers().of(highPriority);
  }

  Endpoint endpoint() {
    return endpoint;
  }

  UpstreamStart start() {
    return start;
  }

  /// Whether it has no connection, and nobody waits for one.
  boolean isUnused() {
    return open == 0 && waiting.isEmpty();
  }

  /// Whether the endpoint is still in its cluster.
  @SuppressWarnings("ReferenceEquality") // one that came back is another
  boolean isIn(Map<String, ClusterPlan> clusters) {
    ClusterPlan now = clusters.get(cluster.name());
    Endpoint same = now == null ? null : now.endpoint(endpoint.address());
    return same != null && same.state() == endpoint.state();
  }

  ClusterCounters counters() {
    return counters;
  }

  /// What the cluster says now; connections follow it from their next use on.
  Connections settings() {
    return cluster.connections();
  }

  @SuppressWarnings(
      "ReferenceEquality") // an unchanged cluster is the same object from plan to plan
  void follow(ClusterPlan now) {
    if (cluster != now) {
      cluster = now;
      breaker = now.breakers().of(highPriority);
    }
  }

  // Requests.

  /// Gives the attempt a connection: at once if one is idle, else when it is its turn. It may be
  /// told of either, or of a failure, before this returns.
  public void request(Receiver attempt) {
    PooledConnection ready = idle.pollFirst();
    if (ready != null) {
      attach(ready, attempt);
    } else if (breaker.tryPending()) {
      counters.waits();
      if (wantsAnother(waiting.size() + 1) && newConnection.sheds(worker.random())) {
        waitingOver();
        counters.pendingCancelled.increment();
        attempt.failed(Failure.PENDING_OVERFLOW);
      } else {
        waiting.add(attempt);
        openAsNeeded();
      }
    } else {
      counters.pendingOverflow.increment();
      attempt.failed(Failure.PENDING_OVERFLOW);
    }
  }

  private void attach(PooledConnection ready, Receiver attempt) {
    if (!breaker.tryRequest()) {
      counters.requestOverflow.increment();
      idle.addFirst(ready);
      attempt.failed(Failure.REQUEST_OVERFLOW);
      return;
    }
    endpoint.state().started();
    counters.requests.increment();
    counters.requestsActive.increment();
    ready.begin(attempt, breaker);
  }

  /// A request that a connection was given is over, however it ended. `given` is the breaker that
  /// it was counted by.
  void requestOver(CircuitBreaker given) {
    given.requestOver();
    endpoint.state().finished();
    counters.requestsActive.decrement();
  }

  /// The attempt waits no longer. What was opened for it stays, for others.
  public void cancel(Receiver attempt) {
    if (waiting.remove(attempt)) {
      waitingOver();
      counters.pendingCancelled.increment();
    }
  }

  private void waitingOver() {
    breaker.pendingOver();
    counters.waitsNoMore();
  }

  /// Serves those that wait, in their order, with what is idle.
  void serveWaiting() {
    while (!waiting.isEmpty() && !idle.isEmpty()) {
      Receiver next = waiting.removeFirst();
      waitingOver();
      attach(idle.removeFirst(), next);
    }
  }

  // Connections.

  private void openAsNeeded() {
    while (wantsAnother(waiting.size()) && openOne()) {
      // Each one opened is for one that waits.
    }
  }

  private boolean wantsAnother(int requests) {
    return requests > opening * placesOfOne();
  }

  /// How many requests one connection is opened for.
  private long placesOfOne() {
    boolean many =
        switch (inside) {
          case HTTP2 -> true;
          case AUTO -> !spokeHttp1;
          case HTTP1, BYTES -> false;
        };
    return many ? settings().http2().maxStreams() : 1;
  }

  /// What a connection is spoken to in is known.
  void spoken(boolean http2) {
    spokeHttp1 = !http2;
  }

  /// False if the cluster has as many as it may have. One that has none here gets one anyway, or
  /// those that wait would wait for ever.
  private boolean openOne() {
    boolean allowed = breaker.tryConnection(endpoint.state().connectionsActive.sum());
    if (!allowed) {
      counters.connectionOverflow.increment();
      if (open > 0) {
        return false;
      }
      breaker.connectionAnyway();
    }
    open++;
    opening++;
    connection().open();
    return allowed;
  }

  private PooledConnection connection() {
    UpstreamSocket socket = new UpstreamSocket(worker, this, breaker);
    return switch (inside) {
      case HTTP1 -> http1(socket);
      case HTTP2 -> http2(socket);
      case AUTO -> new AutoConnection(worker, this, socket);
      case BYTES -> new TunnelConnection(worker, this, socket, heads);
    };
  }

  Http2UpstreamConnection http2(UpstreamSocket socket) {
    return new Http2UpstreamConnection(worker, this, socket, heads);
  }

  UpstreamConnection http1(UpstreamSocket socket) {
    Connections.Heads bounds = settings().heads();
    Limits limits =
        Limits.DEFAULT.withResponses(
            bounds.bytes(), bounds.count(), bounds.chunkedLength(), settings().style());
    return new UpstreamConnection(worker, this, socket, limits, heads);
  }

  /// A connection is open: it serves whoever waits, or is idle. It may serve fewer than it was
  /// opened for, where ALPN chose HTTP/1.1.
  void opened(PooledConnection connection) {
    opening--;
    if (retired()) {
      connection.close();
      return;
    }
    idle.addFirst(connection);
    serveWaiting();
    if (spokeHttp1) {
      openAsNeeded();
    }
  }

  /// A connection could not be opened: all that wait for this endpoint are told, so that they may
  /// go elsewhere.
  void notOpened(Failure failure) {
    opening--;
    List<Receiver> told = List.copyOf(waiting);
    for (Receiver each : told) {
      if (waiting.remove(each)) {
        waitingOver();
        counters.pendingEjected.increment();
        each.failed(failure);
      }
    }
  }

  /// A connection has places, having had none.
  void ready(PooledConnection connection) {
    idle.addFirst(connection);
  }

  /// Takes back a connection whose answer is complete; false if it is not wanted.
  boolean offer(PooledConnection connection) {
    if (retired()) {
      return false;
    }
    if (idle.size() >= worker.limits().idlePerEndpoint()) {
      counters.idleOverflow.increment();
      return false;
    }
    idle.addFirst(connection);
    return true;
  }

  void remove(PooledConnection connection) {
    idle.remove(connection);
  }

  /// A connection is gone. `counted` is the breaker that it was counted by.
  void closed(CircuitBreaker counted) {
    open--;
    counted.connectionOver();
    openAsNeeded();
  }

  /// The endpoint is gone: what waits is still served, and then nothing stays open.
  void retire() {
    retired = true;
    for (PooledConnection each = idle.pollFirst(); each != null; each = idle.pollFirst()) {
      each.retire();
    }
  }

  /// Whether nothing but what waits is served any more.
  boolean retired() {
    return retired && waiting.isEmpty();
  }
}
