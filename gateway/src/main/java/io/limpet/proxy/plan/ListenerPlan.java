package io.limpet.proxy.plan;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// A listening address and what is done with its connections. `name` is the Envoy listener's.
/// `quic` is null for TCP.
public record ListenerPlan(
    String name,
    InetSocketAddress address,
    @Nullable QuicPlan quic,
    Inspection inspection,
    FilterChains chains) {

  /// One that speaks HTTP with everybody, in plain text.
  public static ListenerPlan http(
      String name, InetSocketAddress address, HttpPlan http, RouteTable routes) {
    return new ListenerPlan(
        name,
        address,
        null,
        Inspection.NONE,
        FilterChains.only(FilterChainPlan.any(new FilterChainPlan.Http(http, routes))));
  }
}
