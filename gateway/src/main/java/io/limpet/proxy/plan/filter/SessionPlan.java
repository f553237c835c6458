package io.limpet.proxy.plan.filter;

import io.limpet.session.TokenCarrier;

/// What the `stateful_session` filter does on a route, after the most specific configuration was
/// chosen.
public sealed interface SessionPlan extends FilterPlan {
  /// No session is looked for, none is written.
  record Off() implements SessionPlan {}

  SessionPlan OFF = new Off();

  /// A token names the endpoint. `strictStatus` is the answer where a strict token's endpoint is
  /// not in the cluster.
  record Pinned(TokenCarrier carrier, boolean strict, int strictStatus, Stats stats)
      implements SessionPlan {
    public Pinned(TokenCarrier carrier, boolean strict, int strictStatus) {
      this(carrier, strict, strictStatus, Stats.NONE);
    }
  }

  /// There is no session, but it is counted how many requests had none.
  record Stateless(Stats stats) implements SessionPlan {}

  /// What the filter's numbers are called by; without a prefix there are none. Those of a route's
  /// own configuration are not among its listener's (Envoy 1.40, measured).
  record Stats(String prefix, boolean ofRoute) {
    public static final Stats NONE = new Stats("", false);
  }
}
