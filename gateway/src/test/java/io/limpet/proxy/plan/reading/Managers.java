package io.limpet.proxy.plan.reading;

import io.limpet.proxy.plan.FilterChainPlan;
import io.limpet.proxy.plan.ListenerPlan;
import io.limpet.proxy.plan.Plan;
import java.util.Objects;

/// What listeners with a single chain do, for tests that ask a plan.
public final class Managers {
  private Managers() {}

  /// Of the listener of that name.
  public static FilterChainPlan.Http of(Plan plan, String listener) {
    return of(Objects.requireNonNull(plan.listeners().get(listener)));
  }

  public static FilterChainPlan.Http of(ListenerPlan listener) {
    return (FilterChainPlan.Http) listener.chains().all().getFirst().service();
  }
}
