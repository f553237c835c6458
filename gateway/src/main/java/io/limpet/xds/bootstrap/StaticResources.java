package io.limpet.xds.bootstrap;

import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.limpet.xds.resources.Resources;
import java.util.TreeMap;

/// What a bootstrap says by itself: routes stand inside listeners, endpoints inside clusters.
public final class StaticResources {
  private StaticResources() {}

  public static Resources of(Bootstrap bootstrap) {
    TreeMap<String, Listener> listeners = new TreeMap<>();
    int count = 0;
    for (Listener listener : bootstrap.getStaticResources().getListenersList()) {
      String name = name(listener, count++);
      listeners.put(name, listener.toBuilder().setName(name).build());
    }
    TreeMap<String, Cluster> clusters = new TreeMap<>();
    for (Cluster cluster : bootstrap.getStaticResources().getClustersList()) {
      clusters.put(cluster.getName(), cluster);
    }
    TreeMap<String, Secret> secrets = new TreeMap<>();
    for (Secret secret : bootstrap.getStaticResources().getSecretsList()) {
      secrets.put(secret.getName(), secret);
    }
    return new Resources(1, listeners, new TreeMap<>(), clusters, new TreeMap<>(), secrets);
  }

  /// A listener need not have a name (Envoy makes one up).
  public static String name(Listener listener, int index) {
    return listener.getName().isEmpty() ? "listener-" + index : listener.getName();
  }
}
