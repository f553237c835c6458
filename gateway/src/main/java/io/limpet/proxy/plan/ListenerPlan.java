package io.limpet.proxy.plan;

import java.net.InetSocketAddress;

/// A listening address and what is done with its connections. `name` is the Envoy listener's.
public record ListenerPlan(
    String name, InetSocketAddress address, HttpPlan http, RouteTable routes) {}
