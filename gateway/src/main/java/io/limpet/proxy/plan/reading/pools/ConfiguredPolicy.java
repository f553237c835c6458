package io.limpet.proxy.plan.reading.pools;

import io.limpet.proxy.plan.pools.Policy;
import io.limpet.proxy.plan.pools.PoolsRecipe.Choosing;
import io.limpet.proxy.plan.pools.SubsetPolicy;
import org.jspecify.annotations.Nullable;

/// A cluster's policy of balancing, and what belongs to it. `byLocality`: localities' weights
/// count. `failOnPanic`: in a panic nobody is chosen. `subsets`: null where there are none.
record ConfiguredPolicy(
    Policy policy,
    boolean byLocality,
    boolean failOnPanic,
    Choosing choosing,
    @Nullable SubsetPolicy subsets) {

  ConfiguredPolicy(Policy policy, boolean byLocality, boolean failOnPanic) {
    this(policy, byLocality, failOnPanic, Choosing.PLAIN, null);
  }

  ConfiguredPolicy with(Choosing other) {
    return new ConfiguredPolicy(policy, byLocality, failOnPanic, other, subsets);
  }

  ConfiguredPolicy with(SubsetPolicy other) {
    return new ConfiguredPolicy(policy, byLocality, failOnPanic, choosing, other);
  }
}
