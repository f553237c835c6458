package io.limpet.proxy.plan.pools;

import io.limpet.proxy.plan.pools.PoolsMaker.Settings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Pools as a cluster's configuration wants them. `subsets` is null where there are none.
public record ConfiguredPools(
    Policy policy,
    @Nullable SubsetPolicy subsets,
    Choosing choosing,
    Settings settings,
    ClusterState state)
    implements PoolsRecipe {
  @Override
  public Pools make(List<Endpoint> endpoints) {
    return subsets == null
        ? PoolsMaker.pools(policy, settings, endpoints, state.turn())
        : new SubsetsMaker(subsets, policy, settings, endpoints).make();
  }
}
