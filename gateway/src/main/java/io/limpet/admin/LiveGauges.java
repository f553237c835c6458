package io.limpet.admin;

import io.envoyproxy.envoy.admin.v3.ServerInfo;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.limpet.metrics.Metrics;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.pools.Balancing;
import io.limpet.proxy.plan.pools.CircuitBreaker;
import io.limpet.proxy.plan.pools.Endpoint;
import io.limpet.proxy.plan.pools.Endpoint.Health;
import io.limpet.proxy.plan.pools.HashTable;
import io.limpet.proxy.plan.pools.Pool;
import io.limpet.proxy.plan.pools.Subsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Numbers that are read off the current plan and state when they are shown, so that nobody has to
/// keep them: how many endpoints a cluster has, how big its ring is, whether the server lives.
final class LiveGauges {
  private final AdminView view;
  private final ConcurrentHashMap<String, Boolean> clusters = new ConcurrentHashMap<>();

  LiveGauges(AdminView view, InstantSource clock) {
    this.view = view;
    Metrics.Scope process = view.metrics().process();
    process.gauge("server.live", () -> view.state().get() == ServerInfo.State.LIVE ? 1 : 0);
    process.gauge("server.state", () -> view.state().get().getNumber());
    process.gauge("server.concurrency", () -> view.server().options().getConcurrency());
    process.gauge(
        "server.uptime",
        () -> Duration.between(view.server().started(), clock.instant()).toSeconds());
    process.gauge("cluster_manager.active_clusters", () -> view.plan().get().clusters().size());
    process.gauge(
        "listener_manager.total_listeners_active", () -> view.plan().get().listeners().size());
  }

  /// Adds the clusters that are new since the last time. One that is gone shows 0.
  void follow() {
    view.plan().get().clusters().values().forEach(this::add);
  }

  private void add(ClusterPlan plan) {
    String cluster = plan.name();
    if (clusters.putIfAbsent(plan.statName(), true) != null) {
      return;
    }
    gauge(plan, "membership_total", now -> now.endpoints().size());
    gauge(plan, "membership_healthy", now -> count(now, Health.HEALTHY, Health.UNKNOWN));
    gauge(plan, "membership_degraded", now -> count(now, Health.DEGRADED, Health.DEGRADED));
    gauge(plan, "membership_excluded", _ -> 0); // no endpoint waits for its first health check
    gauge(plan, "lb_subsets_active", LiveGauges::subsets);
    breakers(plan, "default", now -> now.breakers().usual());
    breakers(plan, "high", now -> now.breakers().high());
    Cluster message = view.resources().get().clusters().get(cluster);
    if (message != null && message.getLbPolicy() == Cluster.LbPolicy.RING_HASH) {
      gauge(plan, "ring_hash_lb.size", LiveGauges::ringSize);
    }
  }

  /// Envoy's gauges of a circuit breaker: 1 where it lets nothing more through, and, as if
  /// `track_remaining` were set, how much is left.
  private void breakers(
      ClusterPlan plan, String priority, Function<ClusterPlan, CircuitBreaker> which) {
    String prefix = "circuit_breakers." + priority + ".";
    gauge(plan, prefix + "cx_open", now -> which.apply(now).connectionsOpen() ? 1 : 0);
    gauge(plan, prefix + "rq_pending_open", now -> which.apply(now).pendingOpen() ? 1 : 0);
    gauge(plan, prefix + "rq_open", now -> which.apply(now).requestsOpen() ? 1 : 0);
    gauge(plan, prefix + "rq_retry_open", now -> which.apply(now).retriesOpen() ? 1 : 0);
    gauge(plan, prefix + "remaining_cx", now -> which.apply(now).connectionsLeft());
    gauge(plan, prefix + "remaining_pending", now -> which.apply(now).pendingLeft());
    gauge(plan, prefix + "remaining_rq", now -> which.apply(now).requestsLeft());
    gauge(plan, prefix + "remaining_retries", now -> which.apply(now).retriesLeft());
  }

  private void gauge(ClusterPlan of, String name, ToLongFunction<ClusterPlan> value) {
    view.metrics()
        .cluster(of.statName())
        .gauge(
            name,
            () -> {
              ClusterPlan plan = view.plan().get().cluster(of.name());
              return plan == null ? 0 : value.applyAsLong(plan);
            });
  }

  private static long count(ClusterPlan plan, Health one, Health other) {
    long count = 0;
    for (Endpoint endpoint : plan.endpoints()) {
      if (endpoint.health() == one || endpoint.health() == other) {
        count++;
      }
    }
    return count;
  }

  private static long subsets(ClusterPlan plan) {
    @Nullable Subsets subsets = plan.pools().subsets();
    return subsets == null ? 0 : subsets.size();
  }

  private static long ringSize(ClusterPlan plan) {
    long size = 0;
    for (Pool pool : plan.pools().all()) {
      if (pool.balancing() instanceof Balancing.Hashed(HashTable table)) {
        size += table.size();
      }
    }
    return size;
  }
}
