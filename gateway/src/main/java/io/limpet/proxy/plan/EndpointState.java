package io.limpet.proxy.plan;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// What is going on at an endpoint now, and what has been. Kept by address from plan to plan;
/// shared by all event loops.
///
/// The totals are Envoy's numbers of the same names (`/clusters`). The health flags are what our
/// own checks found; with the status that configuration gives they make [Endpoint#health()].
/// Whoever sets or clears one, on any thread but an event loop, calls [ClusterPlan#healthChanged()]
/// after that if the flag was another before.
public final class EndpointState {
  /// Envoy: `Host::HealthFlag`.
  public enum HealthFlag {
    /// The active health check failed, or has not passed yet.
    FAILED_ACTIVE_CHECK(1),
    /// The active health check passed, and the endpoint says that it is degraded.
    DEGRADED_ACTIVE_CHECK(2),
    /// Ejected by outlier detection.
    FAILED_OUTLIER(4),
    /// Was never checked, in a cluster with `ignore_new_hosts_until_first_hc`: it counts neither
    /// for its priority nor against it.
    PENDING_FIRST_CHECK(8);

    private final int bit;

    HealthFlag(int bit) {
      this.bit = bit;
    }
  }

  private static final int FAILED =
      HealthFlag.FAILED_ACTIVE_CHECK.bit | HealthFlag.FAILED_OUTLIER.bit;

  private final AtomicInteger active = new AtomicInteger();
  private final AtomicInteger flags = new AtomicInteger(); // any thread but event loops
  private volatile long healthySinceNanos; // whoever makes pools, and the health checker

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

  /// Sets the flag; whether it was not set before.
  public boolean set(HealthFlag flag) {
    return (flags.getAndUpdate(now -> now | flag.bit) & flag.bit) == 0;
  }

  /// Clears the flag; whether it was set before.
  public boolean clear(HealthFlag flag) {
    return (flags.getAndUpdate(now -> now & ~flag.bit) & flag.bit) != 0;
  }

  public boolean has(HealthFlag flag) {
    return (flags.get() & flag.bit) != 0;
  }

  /// Whether a check of ours says that nothing is to be sent there.
  boolean failed() {
    return (flags.get() & FAILED) != 0;
  }

  /// The endpoint was found healthy after it was not: its slow start begins (Envoy:
  /// `lastHcPassTime`). For the active health checker; called before the pools are made anew.
  public void healthySince(long nanos) {
    healthySinceNanos = nanos == 0 ? 1 : nanos;
  }

  /// The same where nobody said it yet: no health checker is there, so it is now.
  long healthySinceOr(long nanos) {
    long since = healthySinceNanos;
    if (since == 0) {
      healthySince(nanos);
      return healthySinceNanos;
    }
    return since;
  }
}
