package io.limpet.proxy.plan;

import java.net.InetSocketAddress;

/// A listening address and what is done with its connections. `name` is the Envoy listener's.
public record ListenerPlan(
    String name, InetSocketAddress address, Inspection inspection, FilterChains chains) {

  /// One that speaks HTTP with everybody, in plain text.
  public static ListenerPlan http(
      String name, InetSocketAddress address, HttpPlan http, RouteTable routes) {
    return new ListenerPlan(
        name,
        address,
        Inspection.NONE,
        FilterChains.only(FilterChainPlan.any(new FilterChainPlan.Http(http, routes))));
  }
}
