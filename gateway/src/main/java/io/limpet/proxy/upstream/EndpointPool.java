package io.limpet.proxy.upstream;

import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.plan.ClusterPlan.Connections;
import io.limpet.proxy.plan.Endpoint;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The idle connections of one event loop to one endpoint. The last one used is used first, so that
/// those not needed come to their idle timeout.
final class EndpointPool {
  private final Worker worker;
  private final Endpoint endpoint;
  private final ClusterCounters counters;
  private final ArrayDeque<UpstreamConnection> idle = new ArrayDeque<>(4); // event loop only
  private Connections settings; // event loop only
  private boolean retired; // event loop only

  EndpointPool(Worker worker, Endpoint endpoint, Connections settings, ClusterCounters counters) {
    this.settings = settings;
    this.worker = worker;
    this.endpoint = endpoint;
    this.counters = counters;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  ClusterCounters counters() {
    return counters;
  }

  /// What the cluster says now; connections follow it from their next use on.
  Connections settings() {
    return settings;
  }

  void settings(Connections now) {
    settings = now;
  }

  @Nullable UpstreamConnection takeIdle() {
    return idle.pollFirst();
  }

  /// Takes back a connection whose answer is complete; false if it is not wanted.
  boolean offer(UpstreamConnection connection) {
    if (retired) {
      return false;
    }
    if (idle.size() >= worker.limits().idlePerEndpoint()) {
      counters.idleOverflow.increment();
      return false;
    }
    idle.addFirst(connection);
    return true;
  }

  void remove(UpstreamConnection connection) {
    idle.remove(connection);
  }

  /// The endpoint is gone.
  void retire() {
    retired = true;
    for (UpstreamConnection each = idle.pollFirst(); each != null; each = idle.pollFirst()) {
      each.close();
    }
  }
}
