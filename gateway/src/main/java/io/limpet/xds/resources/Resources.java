package io.limpet.xds.resources;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// All of one gateway's configuration as Envoy says it, each message by its name, sorted.
///
/// A message that did not change from one set to the next is the same object in both, so identity
/// tells what changed.
public record Resources(
    long version,
    NavigableMap<String, Listener> listeners,
    NavigableMap<String, RouteConfiguration> routes,
    NavigableMap<String, Cluster> clusters,
    NavigableMap<String, ClusterLoadAssignment> endpoints) {
  public static final Resources EMPTY =
      new Resources(0, new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

  public Resources {
    listeners = sorted(listeners);
    routes = sorted(routes);
    clusters = sorted(clusters);
    endpoints = sorted(endpoints);
  }

  private static <T> NavigableMap<String, T> sorted(Map<String, T> map) {
    return Collections.unmodifiableNavigableMap(new TreeMap<>(map));
  }
}
