package io.limpet.proxy.plan;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// What a cluster's balancer remembers. Kept by name from plan to plan; shared by all event loops.
public final class ClusterState {
  private final AtomicInteger turn = new AtomicInteger();
  private final CircuitUsage usual = new CircuitUsage();
  private final CircuitUsage high = new CircuitUsage();
  private final ConcurrentHashMap<String, EndpointState> endpoints = new ConcurrentHashMap<>();
  private Set<String> gone = new HashSet<>(); // configuration thread only

  /// Whose turn it is: counts up for ever, and wraps.
  public int nextTurn() {
    return turn.getAndIncrement();
  }

  CircuitUsage usage(boolean highPriority) {
    return highPriority ? high : usual;
  }

  EndpointState endpoint(String address) {
    return endpoints.computeIfAbsent(address, _ -> new EndpointState());
  }

  /// Forgets endpoints that were already gone the last time and have no request left: one that is
  /// back at once, or that still has requests, finds its numbers again, and memory stays bounded.
  void forgetAllBut(Set<String> present) {
    Set<String> goneNow = new HashSet<>();
    for (String address : endpoints.keySet()) {
      if (!present.contains(address)) {
        goneNow.add(address);
      }
    }
    for (String address : goneNow) {
      EndpointState state = endpoints.get(address);
      if (gone.contains(address) && state != null && state.active() == 0) {
        endpoints.remove(address);
      }
    }
    gone = goneNow;
  }

  /// How many endpoints are remembered.
  int size() {
    return endpoints.size();
  }

  /// Whether no request is left that was given to one of its endpoints.
  boolean isIdle() {
    return usual.isIdle()
        && high.isIdle()
        && endpoints.values().stream().allMatch(state -> state.active() == 0);
  }
}
