package io.limpet.proxy.plan;

import io.limpet.proxy.plan.match.Fraction;

/// What clients and endpoints see of a listener's `tracing`, with a tracer or without.
///
/// `sampling` holds where a route has none of its own. `packsReason`: a letter of `x-request-id`
/// says whether its request is traced, and why.
public record TracingPlan(Decoration decoration, boolean packsReason, Sampling sampling) {
  public static final TracingPlan NONE =
      new TracingPlan(
          Decoration.NONE, false, new Sampling(Fraction.ALL, Fraction.ALL, Fraction.ALL));

  /// To whom a route's decorator is told: a listener for outbound traffic tells endpoints, another
  /// tells clients (Envoy: conn_manager_impl.cc, `traceRequest` and `encodeHeaders`).
  public enum Decoration {
    NONE,
    ENDPOINTS,
    CLIENTS
  }

  /// Which requests are traced: of those whose clients ask for it, of all, and of those two and of
  /// what trusted callers ask for together.
  public record Sampling(Fraction client, Fraction random, Fraction overall) {}
}
