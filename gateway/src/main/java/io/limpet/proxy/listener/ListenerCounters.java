package io.limpet.proxy.listener;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.overload.Admission;
import java.util.concurrent.atomic.LongAdder;

/// What is counted of a listener's connections, under Envoy's names (its "Listener" statistics).
public final class ListenerCounters {
  private final Metrics.Scope scope;
  private final LongAdder opened;
  private final LongAdder active;
  private final LongAdder closed;
  private final LongAdder all;
  final LongAdder withoutChain;
  final LongAdder beforeActive;
  final LongAdder beforeTimeout;
  final LongAdder beforeClosed;
  final LongAdder connectTimeout;
  private final LongAdder overGlobalLimit;
  private final LongAdder overLimit;
  private final LongAdder overloaded;

  /// `address` is the listener's, as Envoy writes it in names: `0.0.0.0_8080`.
  public ListenerCounters(Metrics metrics, String address) {
    scope = metrics.listener(address);
    opened = scope.counter("downstream_cx_total");
    active = scope.gauge("downstream_cx_active");
    closed = scope.counter("downstream_cx_destroy");
    all = openConnections(metrics);
    withoutChain = scope.counter("no_filter_chain_match");
    beforeActive = scope.gauge("downstream_pre_cx_active");
    beforeTimeout = scope.counter("downstream_pre_cx_timeout");
    beforeClosed = scope.counter("downstream_listener_filter_remote_close");
    overGlobalLimit = scope.counter("downstream_global_cx_overflow");
    overLimit = scope.counter("downstream_cx_overflow");
    overloaded = scope.counter("downstream_cx_overload_reject");
    connectTimeout = scope.counter("downstream_cx_transport_socket_connect_timeout");
  }

  /// An accepted connection was not taken.
  public void refused(Admission.Verdict why) {
    switch (why) {
      case OVER_GLOBAL_LIMIT -> overGlobalLimit.increment();
      case OVER_LISTENER_LIMIT -> overLimit.increment();
      case OVERLOADED, ANSWERED -> overloaded.increment();
      case SERVED -> {}
    }
  }

  public void opened() {
    opened.increment();
    active.increment();
    all.increment();
  }

  public void closed() {
    active.decrement();
    all.decrement();
    closed.increment();
  }

  /// The open connections of all listeners, those among them that are gone from the configuration.
  public static LongAdder openConnections(Metrics metrics) {
    return metrics.process().gauge("server.total_connections");
  }

  /// No chain is for a connection.
  public void unmatched() {
    withoutChain.increment();
  }

  /// A handshake took too long.
  public void handshakeLate() {
    connectTimeout.increment();
  }

  /// Those of what ends TLS.
  public Metrics.Scope scope() {
    return scope;
  }
}
