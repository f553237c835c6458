package io.limpet.proxy.plan;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything the proxy does, at one moment. A request reads the current plan once and never sees
/// two.
public record Plan(Map<String, ListenerPlan> listeners, Map<String, ClusterPlan> clusters) {
  public static final Plan EMPTY = new Plan(Map.of(), Map.of());

  public Plan {
    listeners = Map.copyOf(listeners);
    clusters = Map.copyOf(clusters);
  }

  /// The cluster of that name, or null if there is none (Envoy answers 503 NC).
  public @Nullable ClusterPlan cluster(String name) {
    return clusters.get(name);
  }
}
