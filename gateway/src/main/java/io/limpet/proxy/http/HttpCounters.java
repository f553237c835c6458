package io.limpet.proxy.http;

import io.limpet.metrics.Metrics;
import java.util.concurrent.atomic.LongAdder;

/// What is counted of a listener's clients, under Envoy's names (its "HTTP connection manager"
/// statistics page).
public final class HttpCounters {
  final LongAdder connections;
  final LongAdder connectionsActive;
  final LongAdder requests;
  final LongAdder requestsActive;
  final LongAdder protocolErrors;
  final LongAdder idleTimeouts;
  final LongAdder requestTimeouts;
  final LongAdder headerTimeouts;
  final LongAdder clientResets;
  final LongAdder readingPaused;
  private final LongAdder[] byClass = new LongAdder[6];

  public HttpCounters(Metrics metrics, String statPrefix) {
    Metrics.Scope scope = metrics.http(statPrefix);
    connections = scope.counter("downstream_cx_total");
    connectionsActive = scope.gauge("downstream_cx_active");
    requests = scope.counter("downstream_rq_total");
    requestsActive = scope.gauge("downstream_rq_active");
    protocolErrors = scope.counter("downstream_cx_protocol_error");
    idleTimeouts = scope.counter("downstream_cx_idle_timeout");
    requestTimeouts = scope.counter("downstream_rq_timeout");
    headerTimeouts = scope.counter("downstream_rq_header_timeout");
    readingPaused = scope.counter("downstream_flow_control_paused_reading_total");
    clientResets = scope.counter("downstream_rq_rx_reset");
    for (int i = 1; i < byClass.length; i++) {
      byClass[i] = scope.counter("downstream_rq_" + i + "xx");
    }
  }

  void answered(int status) {
    int hundreds = status / 100;
    if (hundreds > 0 && hundreds < byClass.length) {
      byClass[hundreds].increment();
    }
  }
}
