package io.limpet.proxy.http;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.codec.Refusal;
import io.limpet.proxy.codec.http2.Http2Counts;
import io.limpet.proxy.codec.http2.Malformed;
import java.util.concurrent.atomic.LongAdder;

/// What is counted of a listener's clients, under Envoy's names (its "HTTP connection manager"
/// statistics page).
public final class HttpCounters {
  private final LongAdder connections;
  private final LongAdder connectionsActive;
  private final LongAdder requests;
  final LongAdder requestsActive;
  final LongAdder protocolErrors;
  final LongAdder idleTimeouts;
  final LongAdder maxRequests;
  final LongAdder maxDuration;
  final LongAdder requestTimeouts;
  final LongAdder headerTimeouts;
  private final LongAdder clientResets;
  final LongAdder readingPaused;
  private final LongAdder headBytesReached;
  private final LongAdder headCountReached;
  final LongAdder streamIdle;
  final LongAdder streamTooLong;
  final LongAdder prematureResets;
  final LongAdder overloadClosed;
  final LongAdder overloadKeepAlive;
  private final LongAdder overloadReplies;
  private final LongAdder underscoresDropped;
  private final LongAdder underscoresRefused;
  private final LongAdder noRoute;
  private final LongAdder noCluster;
  private final LongAdder connectionsHttp1;
  private final LongAdder connectionsHttp1Active;
  private final LongAdder connectionsHttp2;
  private final LongAdder connectionsHttp2Active;
  private final LongAdder requestsHttp2;
  private final LongAdder connectionsHttp3;
  private final LongAdder connectionsHttp3Active;
  private final LongAdder requestsHttp3;
  final LongAdder underscoresDroppedHttp3;
  final LongAdder underscoresRefusedHttp3;
  final Http2Counts http2;
  private final LongAdder connectionsClosed;
  private final LongAdder requestsHttp1;
  private final LongAdder completed;
  private final LongAdder routed;
  private final LongAdder direct;
  private final LongAdder[] byClass = new LongAdder[6];

  public HttpCounters(Metrics metrics, String statPrefix) {
    Metrics.Scope scope = metrics.http(statPrefix);
    connections = scope.counter("downstream_cx_total");
    connectionsActive = scope.gauge("downstream_cx_active");
    requests = scope.counter("downstream_rq_total");
    requestsActive = scope.gauge("downstream_rq_active");
    protocolErrors = scope.counter("downstream_cx_protocol_error");
    idleTimeouts = scope.counter("downstream_cx_idle_timeout");
    maxRequests = scope.counter("downstream_cx_max_requests_reached");
    maxDuration = scope.counter("downstream_cx_max_duration_reached");
    requestTimeouts = scope.counter("downstream_rq_timeout");
    headerTimeouts = scope.counter("downstream_rq_header_timeout");
    readingPaused = scope.counter("downstream_flow_control_paused_reading_total");
    noRoute = scope.counter("no_route");
    noCluster = scope.counter("no_cluster");
    headBytesReached = metrics.limpet().counter("limits_reached", "limit", "head_bytes");
    headCountReached = metrics.limpet().counter("limits_reached", "limit", "head_count");
    clientResets = scope.counter("downstream_rq_rx_reset");
    connectionsHttp1 = scope.counter("downstream_cx_http1_total");
    connectionsHttp1Active = scope.gauge("downstream_cx_http1_active");
    connectionsHttp2 = scope.counter("downstream_cx_http2_total");
    connectionsHttp2Active = scope.gauge("downstream_cx_http2_active");
    requestsHttp2 = scope.counter("downstream_rq_http2_total");
    connectionsHttp3 = scope.counter("downstream_cx_http3_total");
    connectionsHttp3Active = scope.gauge("downstream_cx_http3_active");
    requestsHttp3 = scope.counter("downstream_rq_http3_total");
    http2 = new Http2Counts(metrics.process()::counter, metrics.process()::gauge);
    underscoresDropped = metrics.process().counter("http1.dropped_headers_with_underscores");
    underscoresRefused =
        metrics.process().counter("http1.requests_rejected_with_underscores_in_headers");
    underscoresDroppedHttp3 = metrics.process().counter("http3.dropped_headers_with_underscores");
    underscoresRefusedHttp3 =
        metrics.process().counter("http3.requests_rejected_with_underscores_in_headers");
    overloadClosed = scope.counter("downstream_rq_overload_close");
    overloadKeepAlive = scope.counter("downstream_cx_overload_disable_keepalive");
    overloadReplies = scope.counter("rq_overload_local_reply");
    streamIdle = scope.counter("downstream_rq_idle_timeout");
    streamTooLong = scope.counter("downstream_rq_max_duration_reached");
    prematureResets = scope.counter("downstream_rq_too_many_premature_resets");
    connectionsClosed = scope.counter("downstream_cx_destroy");
    requestsHttp1 = scope.counter("downstream_rq_http1_total");
    completed = scope.counter("downstream_rq_completed");
    routed = scope.counter("rq_total");
    direct = scope.counter("rq_direct_response");
    for (int i = 1; i < byClass.length; i++) {
      byClass[i] = scope.counter("downstream_rq_" + i + "xx");
    }
  }

  /// The router sheds this request.
  public void overloaded() {
    overloadReplies.increment();
  }

  void opened() {
    connections.increment();
    connectionsActive.increment();
  }

  void closed() {
    connectionsActive.decrement();
    connectionsClosed.increment();
  }

  /// The version of HTTP is known: its client's first bytes came.
  void openedHttp1() {
    connectionsHttp1.increment();
    connectionsHttp1Active.increment();
  }

  void closedHttp1() {
    connectionsHttp1Active.decrement();
  }

  void openedHttp2() {
    connectionsHttp2.increment();
    connectionsHttp2Active.increment();
  }

  void closedHttp2() {
    connectionsHttp2Active.decrement();
  }

  void openedHttp3() {
    connectionsHttp3.increment();
    connectionsHttp3Active.increment();
  }

  void closedHttp3() {
    connectionsHttp3Active.decrement();
  }

  void begunHttp1() {
    requestsHttp1.increment();
    begun();
  }

  void begunHttp2() {
    requestsHttp2.increment();
    begun();
  }

  void begunHttp3() {
    requestsHttp3.increment();
    begun();
  }

  private void begun() {
    requests.increment();
    requestsActive.increment();
  }

  /// An exchange is over. What did not come to its end on both sides is reset (Envoy:
  /// conn_manager_impl.cc, doEndStream and onResetStream); `answered`: its answer did.
  void ended(Exchange over, boolean answered) {
    if (!answered || !over.requestComplete() || !over.requestRead()) {
      clientResets.increment();
    }
  }

  /// A request came to the router.
  public void routed() {
    routed.increment();
  }

  /// A route answers itself; with a redirect, too.
  public void direct() {
    direct.increment();
  }

  /// A request for which there is no route.
  public void noRoute() {
    noRoute.increment();
  }

  /// A request whose route names a cluster that is not there.
  public void noCluster() {
    noCluster.increment();
  }

  void refused(Refusal refusal) {
    protocolErrors.increment();
    if (refusal == Refusal.HEADERS_TOO_LARGE) {
      headBytesReached.increment();
    } else if (refusal == Refusal.TOO_MANY_HEADERS) {
      headCountReached.increment();
    } else if (refusal == Refusal.UNEXPECTED_UNDERSCORE) {
      underscoresRefused.increment();
    }
  }

  /// Headers of a request over HTTP/1.1 were dropped for an underscore in their names.
  void namesDropped(int count) {
    if (count > 0) {
      underscoresDropped.add(count);
    }
  }

  /// A message over HTTP/2 or HTTP/3 is none.
  void malformed(Malformed why) {
    if (why == Malformed.TOO_LARGE) {
      headBytesReached.increment();
    } else if (why == Malformed.TOO_MANY) {
      headCountReached.increment();
    }
  }

  void answered(int status) {
    completed.increment();
    int hundreds = status / 100;
    if (hundreds > 0 && hundreds < byClass.length) {
      byClass[hundreds].increment();
    }
  }
}
