package io.limpet.proxy.health;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.health.CheckState.Change;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.HealthCheckPlan;
import io.limpet.proxy.plan.HealthPlan.Target;
import io.limpet.proxy.plan.pools.Endpoint;
import io.limpet.proxy.plan.pools.EndpointState;
import io.limpet.proxy.plan.pools.EndpointState.HealthFlag;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/// The active health checks of one cluster. Health thread only.
final class ClusterChecks {
  private final HealthThread thread;
  private final HealthCheckPlan plan;
  private final CheckCounters counters;
  private final CheckIntervals intervals;
  private final LongAdder connections;
  private final Metrics.Scope scope;
  private final BiConsumer<EndpointState, Verdict> verdicts;
  private final Map<EndpointState, Asked> hosts = new HashMap<>();

  /// What a check means for its endpoint. `changed`: its health is another than before.
  record Verdict(boolean healthy, boolean changed) {}

  private record Asked(Target target, HostCheck check) {}

  ClusterChecks(
      HealthThread thread,
      HealthCheckPlan plan,
      String statName,
      BiConsumer<EndpointState, Verdict> verdicts) {
    this.thread = thread;
    this.plan = plan;
    this.counters = new CheckCounters(thread.metrics(), statName);
    this.intervals = new CheckIntervals(plan.times(), thread.random());
    this.scope = thread.metrics().cluster(statName);
    this.connections = scope.counter("upstream_cx_total");
    this.verdicts = verdicts;
  }

  HealthThread thread() {
    return thread;
  }

  HealthCheckPlan plan() {
    return plan;
  }

  CheckCounters counters() {
    return counters;
  }

  /// Begins to check endpoints that are new, and no longer checks those that are gone.
  void follow(ClusterPlan cluster) {
    Set<EndpointState> present = new HashSet<>();
    for (Endpoint endpoint : cluster.endpoints()) {
      Target target = cluster.health().targets().get(endpoint.address());
      if (target != null && present.add(endpoint.state())) {
        follow(endpoint.state(), target);
      }
    }
    for (EndpointState state : List.copyOf(hosts.keySet())) {
      if (!present.contains(state)) {
        stop(state);
        state.endChecks();
      }
    }
  }

  private void follow(EndpointState state, Target target) {
    Asked asked = hosts.get(state);
    if (asked != null && asked.target().equals(target)) {
      return;
    }
    if (asked != null) {
      stop(state);
    }
    CheckState found = new CheckState(plan.thresholds(), state, counters, thread.nanoTime());
    HostCheck check = new HostCheck(this, Check.of(plan.question(), target, thread, scope), found);
    hosts.put(state, new Asked(target, check));
    if (found.healthy()) {
      counters.healthy.increment();
    }
    if (state.has(HealthFlag.DEGRADED_ACTIVE_CHECK)) {
      counters.degraded.increment();
    }
    state.failNow(() -> thread.execute(() -> failedAtOnce(state)));
    check.in(intervals.firstMillis());
  }

  private void failedAtOnce(EndpointState state) {
    Asked asked = hosts.get(state);
    if (asked != null) {
      checked(asked.check().state(), false, asked.check().state().failedAtOnce());
    }
  }

  /// A check is over.
  void checked(CheckState host, boolean passed, Change change) {
    verdicts.accept(
        host.endpoint(), new Verdict(passed && host.healthy(), change == Change.CHANGED));
  }

  /// How long it is until an endpoint's next check.
  long nextMillis(boolean passed, Change change) {
    return intervals.nextMillis(passed, change, connections.sum() > 0);
  }

  /// Done when each endpoint was checked once.
  CompletableFuture<Void> first() {
    return CompletableFuture.allOf(
        hosts.values().stream()
            .map(asked -> asked.check().first())
            .toArray(CompletableFuture<?>[]::new));
  }

  /// `others` will check the same endpoints: what is believed of them stays until these find out.
  void stop(boolean others) {
    for (EndpointState state : List.copyOf(hosts.keySet())) {
      stop(state);
      if (!others) {
        state.endChecks();
      }
    }
  }

  private void stop(EndpointState state) {
    Asked asked = hosts.remove(state);
    if (asked == null) {
      return;
    }
    state.failNow(null);
    asked.check().stop();
    if (asked.check().state().healthy()) {
      counters.healthy.decrement();
    }
    if (state.has(HealthFlag.DEGRADED_ACTIVE_CHECK)) {
      counters.degraded.decrement();
    }
  }
}
