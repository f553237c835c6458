package io.limpet.proxy.plan;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// What is going on at an endpoint now, and what has been. Kept by address from plan to plan;
/// shared by all event loops.
///
/// The totals are Envoy's numbers of the same names (`/clusters`).
public final class EndpointState {
  private final AtomicInteger active = new AtomicInteger();

  public final LongAdder connectionsTotal = new LongAdder();
  public final LongAdder connectionsActive = new LongAdder();
  public final LongAdder connectFailures = new LongAdder();
  public final LongAdder requestsTotal = new LongAdder();
  public final LongAdder requestsSuccess = new LongAdder();
  public final LongAdder requestsError = new LongAdder();
  public final LongAdder requestsTimeout = new LongAdder();

  /// A request was given to the endpoint.
  public void started() {
    active.incrementAndGet();
    requestsTotal.increment();
  }

  /// That request is over, however it ended.
  public void finished() {
    active.decrementAndGet();
  }

  /// Requests given to the endpoint and not over: what least request compares.
  public int active() {
    return active.get();
  }
}
