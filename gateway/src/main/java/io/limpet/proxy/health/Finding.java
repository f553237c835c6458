package io.limpet.proxy.health;

/// A check's outcome. `excluded`: the endpoint asks not even to be counted
/// (`x-envoy-immediate-health-check-fail`).
record Finding(Outcome outcome, boolean excluded) {
  static Finding of(Outcome outcome) {
    return new Finding(outcome, false);
  }
}
