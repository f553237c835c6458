package io.limpet.proxy.filter;

import io.limpet.proxy.overload.ShedPoint;
import io.limpet.proxy.plan.ClusterChoice.Target;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.Route;
import io.limpet.proxy.plan.RouterPlan;
import io.limpet.proxy.upstream.ClusterCounters;
import io.limpet.proxy.upstream.UpstreamPools;

/// What is to be done for requests that took one way: which cluster they go to, and as what.
record ForwardingWork(
    RouterPlan router,
    Route route,
    Route.Forward action,
    Target target,
    ClusterPlan cluster,
    UpstreamPools.Use use,
    ClusterCounters counters,
    ClusterCounts counts,
    ShedPoint overload) {
  /// Whether it is the same for a request that was routed so.
  @SuppressWarnings("ReferenceEquality") // what a plan has is the same object, or is another's
  boolean is(RouterPlan itsRouter, Route itsRoute, Target itsTarget, ClusterPlan itsCluster) {
    return router == itsRouter && route == itsRoute && target == itsTarget && cluster == itsCluster;
  }

  boolean highPriority() {
    return action.handling().highPriority();
  }
}
