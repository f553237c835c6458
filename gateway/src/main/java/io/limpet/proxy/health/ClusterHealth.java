package io.limpet.proxy.health;

import io.limpet.proxy.health.ClusterChecks.Verdict;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.HealthPlan;
import io.limpet.proxy.plan.pools.Ejection;
import io.limpet.proxy.plan.pools.Endpoint;
import io.limpet.proxy.plan.pools.EndpointState;
import io.limpet.proxy.plan.pools.OutlierMonitor;
import io.limpet.proxy.plan.pools.OutlierPlan;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// All that is found out about one cluster's endpoints, for as long as it asks for the same checks.
/// Health thread only.
final class ClusterHealth {
  private final HealthThread thread;
  private final HealthPlan health;
  private final @Nullable ClusterChecks checks;
  private final @Nullable OutlierDetector outliers;
  private ClusterPlan cluster;
  private final MergedChanges changes;
  private @Nullable Future<?> nextTick;

  ClusterHealth(HealthThread thread, ClusterPlan cluster) {
    this.thread = thread;
    this.cluster = cluster;
    this.health = cluster.health();
    this.changes =
        new MergedChanges(thread, health.mergeMillis(), () -> this.cluster.healthChanged());
    this.checks =
        health.check() == null
            ? null
            : new ClusterChecks(thread, health.check(), cluster.statName(), this::checked);
    this.outliers = health.outliers() == null ? null : detector(health.outliers());
    if (health.outliers() != null) {
      tickAfter(health.outliers().times().intervalMillis());
    }
  }

  private OutlierDetector detector(OutlierPlan plan) {
    return new OutlierDetector(
        plan,
        new OutlierCounters(thread.metrics(), cluster.statName()),
        thread.random(),
        thread.nanoTime(),
        cluster.state()::outlierRates);
  }

  /// Whether the cluster still asks for the same, of whatever endpoints.
  boolean isOf(ClusterPlan next) {
    return Objects.equals(health.check(), next.health().check())
        && Objects.equals(health.outliers(), next.health().outliers())
        && health.mergeMillis() == next.health().mergeMillis()
        && cluster.statName().equals(next.statName());
  }

  /// Takes the endpoints of another plan.
  void follow(ClusterPlan next) {
    cluster = next;
    if (checks != null) {
      checks.follow(next);
    }
    if (outliers != null && health.outliers() != null) {
      follow(outliers, health.outliers());
    }
  }

  private void follow(OutlierDetector detector, OutlierPlan plan) {
    Set<EndpointState> gone = new HashSet<>(detector.present());
    for (Endpoint endpoint : cluster.endpoints()) {
      EndpointState state = endpoint.state();
      if (!gone.remove(state) && state.outlier() == null) {
        OutlierMonitor monitor =
            new OutlierMonitor(plan, reason -> thread.execute(() -> tooMany(state, reason)));
        state.outlier(monitor);
        detector.add(state, monitor);
      }
    }
    gone.forEach(state -> remove(detector, state));
  }

  private static void remove(OutlierDetector detector, EndpointState state) {
    detector.remove(state);
    state.outlier(null);
  }

  private void tooMany(EndpointState state, Ejection reason) {
    if (outliers != null && outliers.tooMany(state, reason)) {
      changes.happened();
    }
  }

  private void checked(EndpointState state, Verdict verdict) {
    boolean changed = verdict.changed();
    if (verdict.healthy() && outliers != null) {
      changed |= outliers.passedCheck(state);
    }
    if (changed) {
      changes.happened();
    }
  }

  private void tickAfter(long millis) {
    nextTick = thread.after(millis, () -> tick(millis));
  }

  private void tick(long millis) {
    if (outliers != null && outliers.tick()) {
      changes.happened();
    }
    tickAfter(millis);
  }

  /// Done when each of its endpoints was checked once.
  CompletableFuture<Void> firstChecks() {
    return checks == null ? CompletableFuture.completedFuture(null) : checks.first();
  }

  /// `next` is the cluster as another takes care of it, if it is still there.
  void stop(@Nullable ClusterPlan next) {
    if (checks != null) {
      checks.stop(next != null && next.health().check() != null);
    }
    if (outliers != null) {
      outliers.present().forEach(state -> remove(outliers, state));
    }
    Future<?> waiting = nextTick;
    if (waiting != null) {
      waiting.cancel(false);
    }
    cluster.healthChanged();
  }
}
