package io.limpet.proxy.plan;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// What a cluster's balancer remembers. Kept by name from plan to plan; shared by all event loops.
public final class ClusterState {
  private final AtomicInteger turn = new AtomicInteger();
  private final ConcurrentHashMap<String, EndpointState> endpoints = new ConcurrentHashMap<>();

  /// Whose turn it is: counts up for ever, and wraps.
  public int nextTurn() {
    return turn.getAndIncrement();
  }

  public EndpointState endpoint(String address) {
    return endpoints.computeIfAbsent(address, _ -> new EndpointState());
  }
}
