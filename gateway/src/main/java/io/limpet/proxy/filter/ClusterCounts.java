package io.limpet.proxy.filter;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.upstream.ClusterCounters;
import java.util.concurrent.ConcurrentHashMap;

/// The counters of each cluster, by name, made when a request first goes there; and those of
/// decisions.
public final class ClusterCounts {
  private final Metrics metrics;
  private final ConcurrentHashMap<String, ClusterCounters> byCluster = new ConcurrentHashMap<>();
  private final Decisions decisions;

  public ClusterCounts(Metrics metrics) {
    this.metrics = metrics;
    this.decisions = new Decisions(metrics);
  }

  Decisions decisions() {
    return decisions;
  }

  ClusterCounters of(String cluster) {
    ClusterCounters known = byCluster.get(cluster);
    return known != null
        ? known
        : byCluster.computeIfAbsent(cluster, name -> new ClusterCounters(metrics, name));
  }
}
