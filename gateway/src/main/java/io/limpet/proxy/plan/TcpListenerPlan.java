package io.limpet.proxy.plan;

import java.net.InetSocketAddress;

/// A listening address whose connections are relayed as they are.
public record TcpListenerPlan(String name, InetSocketAddress address, TcpPlan tcp) {}
