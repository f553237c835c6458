package io.limpet.proxy.plan.pools;

/// A cluster's circuit breakers: those of ordinary requests, and those of routes with `priority:
/// HIGH`.
public record CircuitBreakers(CircuitBreaker usual, CircuitBreaker high) {
  public CircuitBreaker of(boolean highPriority) {
    return highPriority ? high : usual;
  }
}
