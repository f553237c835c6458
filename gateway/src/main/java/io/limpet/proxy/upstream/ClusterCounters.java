package io.limpet.proxy.upstream;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.codec.http2.Http2Counts;
import io.limpet.proxy.plan.pools.Pools;
import io.limpet.proxy.tls.PeerFault;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// What is counted of a cluster, under Envoy's names (its "Cluster manager" statistics page).
public final class ClusterCounters {
  private static final int LAST_STATUS = 599;

  private final Metrics.Scope scope;
  private final AtomicReferenceArray<LongAdder> byStatus =
      new AtomicReferenceArray<>(LAST_STATUS + 1);
  private final LongAdder[] byClass = new LongAdder[6];
  private final LongAdder completed;
  private final LongAdder connectionsHttp1;
  private final LongAdder connectionsHttp2;
  final LongAdder closeNotified;
  final LongAdder streamsReset;
  final LongAdder protocolErrors;
  final Http2Counts http2;
  private final LongAdder connectionsClosed;
  private final LongAdder connections;
  private final LongAdder connectionsActive;
  final LongAdder handshakes;
  private final LongAdder tlsErrors;
  private final LongAdder badCertificates;
  private final LongAdder badNames;
  private final LongAdder badPins;
  final LongAdder connectFailures;
  final LongAdder connectTimeouts;
  final LongAdder idleTimeouts;
  final LongAdder idleOverflow;
  final LongAdder maxRequests;
  final LongAdder maxDuration;
  final LongAdder connectionOverflow;
  final LongAdder pendingOverflow;
  final LongAdder requestOverflow;
  final LongAdder pendingCancelled;
  final LongAdder pendingEjected;
  private final LongAdder pending;
  private final LongAdder pendingActive;
  final LongAdder readingPaused;
  final LongAdder requests;
  final LongAdder requestsActive;
  public final LongAdder requestTimeouts;
  public final LongAdder tryTimeouts;
  public final LongAdder retries;
  public final LongAdder retriesLimit;
  public final LongAdder retriesSuccess;
  public final LongAdder retriesOverflow;
  public final LongAdder retriesBackedOff;
  public final LongAdder retriesRateLimited;
  public final LongAdder tryIdleTimeouts;
  public final LongAdder streamsTooLong;
  public final LongAdder noHost;
  private final LongAdder healthyPanic;
  private final LongAdder bodiesNotKept;
  private final LongAdder retryBytesReached;

  public ClusterCounters(Metrics metrics, String cluster) {
    scope = metrics.cluster(cluster);
    completed = scope.counter("upstream_rq_completed");
    connectionsHttp1 = scope.counter("upstream_cx_http1_total");
    connectionsHttp2 = scope.counter("upstream_cx_http2_total");
    closeNotified = scope.counter("upstream_cx_close_notify");
    streamsReset = scope.counter("upstream_rq_rx_reset");
    protocolErrors = scope.counter("upstream_cx_protocol_error");
    http2 = new Http2Counts(scope::counter, scope::gauge);
    connectionsClosed = scope.counter("upstream_cx_destroy");
    connections = scope.counter("upstream_cx_total");
    connectionsActive = scope.gauge("upstream_cx_active");
    handshakes = scope.counter("ssl.handshake");
    tlsErrors = scope.counter("ssl.connection_error");
    badCertificates = scope.counter("ssl.fail_verify_error");
    badNames = scope.counter("ssl.fail_verify_san");
    badPins = scope.counter("ssl.fail_verify_cert_hash");
    connectFailures = scope.counter("upstream_cx_connect_fail");
    connectTimeouts = scope.counter("upstream_cx_connect_timeout");
    idleOverflow = metrics.limpet().counter("limits_reached", "limit", "idle_per_endpoint");
    maxRequests = scope.counter("upstream_cx_max_requests");
    maxDuration = scope.counter("upstream_cx_max_duration_reached");
    connectionOverflow = scope.counter("upstream_cx_overflow");
    pendingOverflow = scope.counter("upstream_rq_pending_overflow");
    requestOverflow = scope.counter("upstream_rq_active_overflow");
    pendingCancelled = scope.counter("upstream_rq_cancelled");
    pendingEjected = scope.counter("upstream_rq_pending_failure_eject");
    pending = scope.counter("upstream_rq_pending_total");
    pendingActive = scope.gauge("upstream_rq_pending_active");
    readingPaused = scope.counter("upstream_flow_control_paused_reading_total");
    idleTimeouts = scope.counter("upstream_cx_idle_timeout");
    requests = scope.counter("upstream_rq_total");
    requestsActive = scope.gauge("upstream_rq_active");
    requestTimeouts = scope.counter("upstream_rq_timeout");
    tryTimeouts = scope.counter("upstream_rq_per_try_timeout");
    retries = scope.counter("upstream_rq_retry");
    retriesLimit = scope.counter("upstream_rq_retry_limit_exceeded");
    retriesSuccess = scope.counter("upstream_rq_retry_success");
    retriesOverflow = scope.counter("upstream_rq_retry_overflow");
    retriesBackedOff = scope.counter("upstream_rq_retry_backoff_exponential");
    retriesRateLimited = scope.counter("upstream_rq_retry_backoff_ratelimited");
    tryIdleTimeouts = scope.counter("upstream_rq_per_try_idle_timeout");
    streamsTooLong = scope.counter("upstream_rq_max_duration_reached");
    noHost = scope.counter("upstream_cx_none_healthy");
    healthyPanic = scope.counter("lb_healthy_panic");
    retryBytesReached = metrics.limpet().counter("limits_reached", "limit", "retry_bytes");
    bodiesNotKept = scope.counter("retry_or_shadow_abandoned");
    for (int i = 1; i < byClass.length; i++) {
      byClass[i] = scope.counter("upstream_rq_" + i + "xx");
    }
  }

  void opened() {
    connections.increment();
    connectionsActive.increment();
  }

  void openedHttp1() {
    connectionsHttp1.increment();
  }

  void openedHttp2() {
    connectionsHttp2.increment();
  }

  void closed() {
    connectionsActive.decrement();
    connectionsClosed.increment();
  }

  void waits() {
    pending.increment();
    pendingActive.increment();
  }

  void waitsNoMore() {
    pendingActive.decrement();
  }

  /// Another attempt would have been made, were the request's body not too long to be kept.
  public void bodyNotKept() {
    bodiesNotKept.increment();
    retryBytesReached.increment();
  }

  /// An endpoint of this priority was chosen by the pools.
  public void chosen(Pools from, int priority) {
    if (from.isInPanic(priority)) {
      healthyPanic.increment();
    }
  }

  /// An answer with this status went to a client.
  public void answered(int status) {
    completed.increment();
    if (status < 100 || status > LAST_STATUS) {
      return;
    }
    byClass[status / 100].increment();
    LongAdder counter = byStatus.get(status);
    if (counter == null) {
      counter = scope.counter("upstream_rq_" + status);
      byStatus.set(status, counter);
    }
    counter.increment();
  }

  /// A handshake failed.
  void tlsFailed(@Nullable Throwable cause) {
    switch (PeerFault.of(cause)) {
      case null -> tlsErrors.increment();
      case NAME -> badNames.increment();
      case PIN -> badPins.increment();
      case EXPIRED,
          NOT_YET_VALID,
          REVOKED,
          WITHOUT_LIST,
          LIST_EXPIRED,
          UNKNOWN_AUTHORITY,
          PURPOSE,
          TOO_LONG ->
          badCertificates.increment();
    }
  }
}
