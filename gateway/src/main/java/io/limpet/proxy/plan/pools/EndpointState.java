package io.limpet.proxy.plan.pools;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// What is going on at an endpoint now, and what has been. Kept by address from plan to plan;
/// shared by all event loops.
///
/// The totals are Envoy's numbers of the same names (`/clusters`). The health flags are what our
/// own checks found; with the status that configuration gives they make [Endpoint#health()].
/// Whoever sets or clears one, on any thread but an event loop, calls `ClusterPlan.healthChanged`
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
    PENDING_FIRST_CHECK(8),
    /// Said `x-envoy-immediate-health-check-fail`: counts as little as one that is pending.
    EXCLUDED_BY_ENDPOINT(16),
    /// The last active health check failed because its time was over; for those who look only.
    CHECK_TIMED_OUT(32);

    private final int bit;

    HealthFlag(int bit) {
      this.bit = bit;
    }
  }

  private static final int FAILED =
      HealthFlag.FAILED_ACTIVE_CHECK.bit | HealthFlag.FAILED_OUTLIER.bit;

  private static final int EXCLUDED =
      HealthFlag.PENDING_FIRST_CHECK.bit | HealthFlag.EXCLUDED_BY_ENDPOINT.bit;

  private final AtomicInteger active = new AtomicInteger();
  private final AtomicInteger flags = new AtomicInteger(); // any thread but event loops
  private volatile @Nullable OutlierMonitor outlier; // health thread
  private volatile @Nullable Runnable failNow; // health thread
  private volatile boolean checked; // configuration and health threads, after each other
  private volatile boolean known; // configuration thread
  private boolean forgotten; // configuration thread only
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

  /// Whether it counts neither for its priority nor against it.
  boolean excluded() {
    return (flags.get() & EXCLUDED) != 0;
  }

  /// Who counts how attempts end; null where nobody does.
  public @Nullable OutlierMonitor outlier() {
    return outlier;
  }

  public void outlier(@Nullable OutlierMonitor now) {
    outlier = now;
  }

  /// To be called where an answer to a request says that the endpoint's health checks are to fail;
  /// null where there are none.
  public @Nullable Runnable failNow() {
    return failNow;
  }

  public void failNow(@Nullable Runnable now) {
    failNow = now;
  }

  /// From now on it is checked. If it is new, nothing is sent there until a check passed; one that
  /// served before goes on until a check fails.
  public void beginChecks(boolean pending) {
    boolean isNew = !known && !checked;
    checked = true;
    if (isNew) {
      set(HealthFlag.FAILED_ACTIVE_CHECK);
      if (pending) {
        set(HealthFlag.PENDING_FIRST_CHECK);
      }
    }
  }

  /// It is in a plan, and is not checked.
  public void serveUnchecked() {
    if (!known) {
      known = true;
    }
  }

  /// Its cluster keeps it no longer: an endpoint of that address begins with another.
  void forgotten() {
    forgotten = true;
  }

  public boolean isForgotten() {
    return forgotten;
  }

  /// It is checked no longer, and what checks found is forgotten.
  public void endChecks() {
    checked = false;
    flags.updateAndGet(now -> now & HealthFlag.FAILED_OUTLIER.bit);
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
