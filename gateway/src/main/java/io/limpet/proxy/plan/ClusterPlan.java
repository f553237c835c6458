package io.limpet.proxy.plan;

import io.limpet.proxy.plan.pools.CircuitBreakers;
import io.limpet.proxy.plan.pools.ClusterState;
import io.limpet.proxy.plan.pools.Endpoint;
import io.limpet.proxy.plan.pools.Endpoint.Health;
import io.limpet.proxy.plan.pools.EndpointTable;
import io.limpet.proxy.plan.pools.LivePools;
import io.limpet.proxy.plan.pools.Pools;
import io.limpet.proxy.plan.pools.PoolsRecipe;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A cluster: its endpoints in order, and how one of them is chosen.
///
/// `statName` is what its numbers are called by. `livePools` say who may be chosen where no token
/// names one, and follow the endpoints' health: see [#healthChanged()].
/// `overrideStatuses` are those in which a token's endpoint is used. `retryPinnedFirst`: a pinned
/// request's first retry goes to the pinned endpoint again.
public record ClusterPlan(
    String name,
    String statName,
    List<Endpoint> endpoints,
    EndpointTable byAddress,
    LivePools livePools,
    HealthPlan health,
    Set<Health> overrideStatuses,
    boolean retryPinnedFirst,
    Connections connections,
    CircuitBreakers breakers,
    ClusterState state) {
  public ClusterPlan {
    endpoints = List.copyOf(endpoints);
    overrideStatuses = Set.copyOf(overrideStatuses);
  }

  public @Nullable Endpoint endpoint(String address) {
    return byAddress.get(address);
  }

  /// The pools now. One choice reads them once, or it could see two states of health.
  public Pools pools() {
    return livePools.current();
  }

  /// What the policy looks at in a request.
  public PoolsRecipe.Choosing choosing() {
    return livePools.choosing();
  }

  /// The endpoints that may be chosen now where no token names one.
  public List<Endpoint> eligible() {
    return pools().all().stream().flatMap(pool -> pool.endpoints().stream()).distinct().toList();
  }

  /// Health flags of some of the cluster's endpoints were set or cleared: from now on choices
  /// follow them. Makes weights, priorities and tables anew on the calling thread, which must not
  /// be an event loop; many calls at once cost little more than one. Of a cluster with several
  /// plans after each other it is the newest that follows, whichever is asked.
  ///
  /// ```
  /// if (endpoint.state().set(HealthFlag.FAILED_OUTLIER)) {
  ///   cluster.healthChanged();
  /// }
  /// ```
  public void healthChanged() {
    state.healthChanged();
  }
}
