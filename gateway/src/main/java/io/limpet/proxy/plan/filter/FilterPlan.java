package io.limpet.proxy.plan.filter;

/// What one HTTP filter of a chain does with a route's requests, after the most specific
/// configuration was chosen: a record for each kind of filter that is carried out.
public sealed interface FilterPlan
    permits BufferPlan,
        CorsPlan,
        ExtAuthzPlan,
        FaultPlan,
        FilterPlan.Off,
        GrpcHttp1BridgePlan,
        GrpcStatsPlan,
        GrpcWebPlan,
        HeaderMutationPlan,
        HealthFilterPlan,
        JwtPlan,
        JwtPlan.OfRoute,
        LocalRateLimitPlan,
        RbacPlan,
        SessionPlan {
  /// The filter does nothing here; it is left out of the chain.
  record Off() implements FilterPlan {}

  FilterPlan OFF = new Off();
}
