package io.limpet.proxy.plan;

import io.limpet.proxy.plan.Endpoint.Health;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A cluster: its endpoints in order, those that may take new sessions, and how one of them is
/// chosen.
///
/// `retryPinnedFirst`: a pinned request's first retry goes to the pinned endpoint again.
public record ClusterPlan(
    String name,
    List<Endpoint> endpoints,
    List<Endpoint> eligible,
    Map<String, Endpoint> byAddress,
    Balancing balancing,
    Set<Health> overrideStatuses,
    boolean retryPinnedFirst,
    long connectTimeoutMillis,
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

  /// How an endpoint is chosen where no token names one.
  public sealed interface Balancing {}

  public record RoundRobin() implements Balancing {}

  public record Random() implements Balancing {}

  /// The less busy of some. With `turn` the first of them is the next in turn; without, all are
  /// random, as Envoy's.
  public record LeastRequest(int choices, boolean turn) implements Balancing {}

  /// A hash ring or a Maglev table.
  public record Hashed(HashTable table) implements Balancing {}
}
