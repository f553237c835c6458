package io.limpet.proxy.plan;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything the proxy does, at one moment. A request reads the current plan once and never sees
/// two.
///
/// `listeners` speak HTTP; `tcpListeners` relay connections as they are.
public record Plan(
    Map<String, ListenerPlan> listeners,
    Map<String, TcpListenerPlan> tcpListeners,
    Map<String, ClusterPlan> clusters) {
  public static final Plan EMPTY = new Plan(Map.of(), Map.of());

  public Plan {
    listeners = Map.copyOf(listeners);
    tcpListeners = Map.copyOf(tcpListeners);
    clusters = Map.copyOf(clusters);
  }

  public Plan(Map<String, ListenerPlan> listeners, Map<String, ClusterPlan> clusters) {
    this(listeners, Map.of(), clusters);
  }

  /// The cluster of that name, or null if there is none (Envoy answers 503 NC).
  public @Nullable ClusterPlan cluster(String name) {
    return clusters.get(name);
  }
}
