package io.limpet.proxy.health;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.Plan;
import io.limpet.proxy.tls.ClientContexts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// Finds out which endpoints may serve: checks them, and ejects those that answer badly. Give it
/// each plan; what it finds is in the endpoints' flags.
///
/// Its methods are for any thread.
public final class EndpointHealth implements AutoCloseable {
  private final HealthThread thread;
  private final Map<String, ClusterHealth> clusters = new HashMap<>(); // health thread only

  public EndpointHealth(
      Metrics metrics, RandomGenerator random, LongSupplier nanoTime, ClientContexts contexts) {
    this.thread = new HealthThread(metrics, random, nanoTime, contexts);
  }

  /// Follows another plan: what is new is checked, what is gone no longer.
  public void update(Plan next) {
    thread.execute(() -> follow(next));
  }

  private void follow(Plan next) {
    for (Map.Entry<String, ClusterHealth> each : List.copyOf(clusters.entrySet())) {
      ClusterPlan cluster = next.cluster(each.getKey());
      if (cluster == null || !each.getValue().isOf(cluster)) {
        each.getValue().stop(cluster);
        clusters.remove(each.getKey());
      }
    }
    for (ClusterPlan cluster : next.clusters().values()) {
      if (!cluster.health().isNone()) {
        clusters
            .computeIfAbsent(cluster.name(), _ -> new ClusterHealth(thread, cluster))
            .follow(cluster);
      }
    }
  }

  /// Done when each endpoint of the plan given last was checked once: until then, Envoy is not
  /// live.
  public CompletableFuture<Void> firstChecks() {
    return CompletableFuture.completedFuture(clusters)
        .thenComposeAsync(
            known ->
                CompletableFuture.allOf(
                    known.values().stream()
                        .map(ClusterHealth::firstChecks)
                        .toArray(CompletableFuture<?>[]::new)),
            thread::execute);
  }

  @Override
  public void close() {
    thread.execute(
        () -> {
          clusters.values().forEach(each -> each.stop(null));
          clusters.clear();
        });
    thread.close();
  }
}
