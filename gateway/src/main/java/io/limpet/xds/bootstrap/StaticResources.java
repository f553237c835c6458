package io.limpet.xds.bootstrap;

import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.limpet.xds.resources.Resources;
import java.util.TreeMap;

/// What a bootstrap says by itself: routes stand inside listeners, endpoints inside clusters.
public final class StaticResources {
  private StaticResources() {}

  public static Resources of(Bootstrap bootstrap) {
    TreeMap<String, Listener> listeners = new TreeMap<>();
    for (Listener listener : bootstrap.getStaticResources().getListenersList()) {
      listeners.put(listener.getName(), listener);
    }
    TreeMap<String, Cluster> clusters = new TreeMap<>();
    for (Cluster cluster : bootstrap.getStaticResources().getClustersList()) {
      clusters.put(cluster.getName(), cluster);
    }
    return new Resources(1, listeners, new TreeMap<>(), clusters, new TreeMap<>());
  }
}
