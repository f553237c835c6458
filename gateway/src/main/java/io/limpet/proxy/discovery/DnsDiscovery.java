package io.limpet.proxy.discovery;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.limpet.metrics.Metrics;
import io.limpet.proxy.plan.DnsPlan;
import io.limpet.proxy.plan.reading.cluster.DnsReader;
import io.limpet.xds.resources.Resources;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Looks up the endpoints of clusters STRICT_DNS and LOGICAL_DNS for as long as they are there.
///
/// Configuration gives it each set of resources, and takes what is known of their names to
/// [io.limpet.proxy.plan.reading.PlanBuilder]. When more is known, `changed` is called, on a thread
/// that must not be held up; then the same is done again:
///
/// ```
/// plan = plans.build(resources, dns.follow(resources));
/// ```
public final class DnsDiscovery implements AutoCloseable {
  private final Metrics metrics;
  private final DiscoveryThread thread;
  private final Runnable changed;
  private final Map<String, ClusterNames> clusters = new HashMap<>(); // configuration thread only

  public DnsDiscovery(Metrics metrics, RandomGenerator random, Runnable changed) {
    this.metrics = metrics;
    this.thread = new DiscoveryThread(metrics, random);
    this.changed = changed;
  }

  /// Begins to look up what is new, ends what is gone, and tells what is known now, by the names of
  /// clusters; the same object as long as nothing else is known. Configuration thread only.
  public Map<String, ClusterLoadAssignment> follow(Resources resources) {
    for (String name : List.copyOf(clusters.keySet())) {
      if (!resources.clusters().containsKey(name)) {
        forget(name);
      }
    }
    Map<String, ClusterLoadAssignment> known = new HashMap<>();
    for (Cluster cluster : resources.clusters().values()) {
      @Nullable ClusterNames names = names(cluster);
      @Nullable ClusterLoadAssignment assignment = names == null ? null : names.assignment();
      if (assignment != null) {
        known.put(cluster.getName(), assignment);
      }
    }
    return known;
  }

  @SuppressWarnings("ReferenceEquality") // unchanged messages are the same objects: Resources
  private @Nullable ClusterNames names(Cluster cluster) {
    @Nullable ClusterNames before = clusters.get(cluster.getName());
    if (before != null && before.cluster() == cluster) {
      return before;
    }
    @Nullable DnsPlan plan = DnsReader.of(cluster);
    forget(cluster.getName());
    if (plan == null) {
      return null;
    }
    String statName =
        cluster.getAltStatName().isEmpty() ? cluster.getName() : cluster.getAltStatName();
    DnsCounters counters = new DnsCounters(metrics, statName);
    ClusterNames names = new ClusterNames(cluster, plan, thread, counters, changed);
    clusters.put(cluster.getName(), names);
    thread.execute(() -> names.start(before));
    return names;
  }

  private void forget(String cluster) {
    @Nullable ClusterNames gone = clusters.remove(cluster);
    if (gone != null) {
      gone.stop();
    }
  }

  /// Done when each name was looked up once, with whatever outcome: until then, Envoy is not live.
  /// Configuration thread only.
  public CompletableFuture<Void> firstAnswers() {
    return CompletableFuture.allOf(
        clusters.values().stream().map(ClusterNames::first).toArray(CompletableFuture<?>[]::new));
  }

  @Override
  public void close() {
    clusters.values().forEach(ClusterNames::stop);
    thread.close();
  }
}
