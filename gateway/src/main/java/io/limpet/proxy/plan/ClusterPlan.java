package io.limpet.proxy.plan;

import io.limpet.proxy.plan.Endpoint.Health;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A cluster: its endpoints in order, and how one of them is chosen.
///
/// `statName` is what its numbers are called by. `eligible` are those that may be chosen where no
/// token names one; `pools` say how.
/// `overrideStatuses` are those in which a token's endpoint is used. `retryPinnedFirst`: a pinned
/// request's first retry goes to the pinned endpoint again.
public record ClusterPlan(
    String name,
    String statName,
    List<Endpoint> endpoints,
    List<Endpoint> eligible,
    Map<String, Endpoint> byAddress,
    Pools pools,
    Set<Health> overrideStatuses,
    boolean retryPinnedFirst,
    Connections connections,
    CircuitBreakers breakers,
    ClusterState state) {
  public ClusterPlan {
    endpoints = List.copyOf(endpoints);
    eligible = List.copyOf(eligible);
    byAddress = Map.copyOf(byAddress);
    overrideStatuses = Set.copyOf(overrideStatuses);
  }

  public @Nullable Endpoint endpoint(String address) {
    return byAddress.get(address);
  }
}
