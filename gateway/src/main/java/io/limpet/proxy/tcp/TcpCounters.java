package io.limpet.proxy.tcp;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.plan.ClusterPlan;
import java.util.concurrent.atomic.LongAdder;

/// What is counted of relayed connections, under Envoy's names (its "TCP proxy" statistics).
final class TcpCounters {
  private final Metrics metrics;
  final LongAdder connections;
  final LongAdder noRoute;
  final LongAdder idleTimeouts;
  final LongAdder tooLong;
  final LongAdder overloaded;

  TcpCounters(Metrics metrics, String statPrefix) {
    this.metrics = metrics;
    Metrics.Scope scope = metrics.process();
    String name = "tcp." + statPrefix + ".";
    connections = scope.counter(name + "downstream_cx_total");
    noRoute = scope.counter(name + "downstream_cx_no_route");
    idleTimeouts = scope.counter(name + "idle_timeout");
    overloaded = scope.counter(name + "downstream_cx_overload_close");
    tooLong = scope.counter(name + "max_downstream_connection_duration");
  }

  LongAdder upstream(ClusterPlan cluster, String name) {
    return metrics.cluster(cluster.statName()).counter(name);
  }

  LongAdder upstreamActive(ClusterPlan cluster) {
    return metrics.cluster(cluster.statName()).gauge("upstream_cx_active");
  }
}
