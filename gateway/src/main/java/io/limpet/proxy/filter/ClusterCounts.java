package io.limpet.proxy.filter;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.filter.http.GrpcCounts;
import io.limpet.proxy.upstream.ClusterCounters;
import java.util.concurrent.ConcurrentHashMap;

/// The counters of each cluster, by the name that its numbers have, and those of decisions. A
/// cluster's are made when a request first goes there.
public final class ClusterCounts {
  private final Metrics metrics;
  private final ConcurrentHashMap<String, ClusterCounters> byCluster = new ConcurrentHashMap<>();
  private final Decisions decisions;
  private final GrpcCounts grpc;

  public ClusterCounts(Metrics metrics) {
    this.metrics = metrics;
    this.decisions = new Decisions(metrics);
    this.grpc = new GrpcCounts(metrics);
  }

  Metrics metrics() {
    return metrics;
  }

  Decisions decisions() {
    return decisions;
  }

  GrpcCounts grpc() {
    return grpc;
  }

  ClusterCounters of(String statName) {
    ClusterCounters known = byCluster.get(statName);
    return known != null
        ? known
        : byCluster.computeIfAbsent(statName, name -> new ClusterCounters(metrics, name));
  }
}
