package io.limpet.proxy.plan;

import java.util.List;

/// What a connection manager's router does (Envoy: `Router`).
///
/// `addsHeaders`: it adds `x-envoy-…` headers to requests and answers. `respectExpected`: what a
/// caller says in `x-envoy-expected-rq-timeout-ms` is its timeout. `strict` are headers that must
/// have good values.
public record RouterPlan(boolean addsHeaders, boolean respectExpected, List<String> strict) {
  public static final RouterPlan DEFAULT = new RouterPlan(true, false, List.of());

  public RouterPlan {
    strict = List.copyOf(strict);
  }
}
