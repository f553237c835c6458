package io.limpet.proxy.plan.pools;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Endpoints that became healthy a short time ago get less: their weight grows with their time
/// since, up to the end of a window (Envoy: load_balancer_impl.cc, `applySlowStartFactor`).
/// `leastPart` is the least part of its weight that one gets.
public record SlowStart(
    long windowNanos, double aggression, double leastPart, LongSupplier nanoTime) {
  public static final SlowStart OFF = new SlowStart(0, 1, 0, () -> 0);

  boolean isOff() {
    return windowNanos <= 0;
  }

  /// Whether one of them is in the window; those that are healthy for the first time enter it. As
  /// long as the pools stay what they are it is not asked again: Envoy too goes on with a schedule
  /// after the window.
  boolean concerns(List<Endpoint> endpoints) {
    if (isOff()) {
      return false;
    }
    long now = nanoTime.getAsLong();
    boolean any = false;
    for (Endpoint endpoint : endpoints) {
      if (endpoint.health().takesNew()) {
        any |= now - endpoint.state().healthySinceOr(now) <= windowNanos;
      }
    }
    return any;
  }

  /// The part of its weight that the endpoint gets now.
  double part(Endpoint endpoint) {
    if (isOff() || !endpoint.health().takesNew()) {
      return 1;
    }
    long now = nanoTime.getAsLong();
    long healthy = now - endpoint.state().healthySinceOr(now);
    if (healthy >= windowNanos) {
      return 1;
    }
    double part = (double) Math.max(TimeUnit.MILLISECONDS.toNanos(1), healthy) / windowNanos;
    return Math.max(aggression == 1 ? part : Math.pow(part, 1 / aggression), leastPart);
  }
}
