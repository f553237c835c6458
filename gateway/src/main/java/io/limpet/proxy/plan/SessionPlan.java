package io.limpet.proxy.plan;

import io.limpet.session.TokenCarrier;

/// What the `stateful_session` filter does on a route, after the most specific configuration was
/// chosen.
public sealed interface SessionPlan extends FilterPlan {
  /// No session is looked for, none is written.
  record Off() implements SessionPlan {}

  SessionPlan OFF = new Off();

  /// A token names the endpoint. `strictStatus` is the answer where a strict token's endpoint is
  /// not in the cluster. `statPrefix` is what its numbers are called by; empty, there are none.
  record Pinned(TokenCarrier carrier, boolean strict, int strictStatus, String statPrefix)
      implements SessionPlan {
    public Pinned(TokenCarrier carrier, boolean strict, int strictStatus) {
      this(carrier, strict, strictStatus, "");
    }
  }

  /// There is no session, but it is counted how many requests had none.
  record Stateless(String statPrefix) implements SessionPlan {}
}
