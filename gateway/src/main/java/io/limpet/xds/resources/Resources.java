package io.limpet.xds.resources;

import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import java.util.Collections;
import java.util.Iterator;
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
    NavigableMap<String, ClusterLoadAssignment> endpoints,
    NavigableMap<String, Secret> secrets,
    NavigableMap<String, TypedExtensionConfig> extensions) {
  public static final Resources EMPTY =
      new Resources(0, new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

  public Resources {
    listeners = sorted(listeners);
    routes = sorted(routes);
    clusters = sorted(clusters);
    endpoints = sorted(endpoints);
    secrets = sorted(secrets);
    extensions = sorted(extensions);
  }

  /// A set without configurations of extensions.
  public Resources(
      long version,
      NavigableMap<String, Listener> listeners,
      NavigableMap<String, RouteConfiguration> routes,
      NavigableMap<String, Cluster> clusters,
      NavigableMap<String, ClusterLoadAssignment> endpoints,
      NavigableMap<String, Secret> secrets) {
    this(version, listeners, routes, clusters, endpoints, secrets, new TreeMap<>());
  }

  /// A set without secrets.
  public Resources(
      long version,
      NavigableMap<String, Listener> listeners,
      NavigableMap<String, RouteConfiguration> routes,
      NavigableMap<String, Cluster> clusters,
      NavigableMap<String, ClusterLoadAssignment> endpoints) {
    this(version, listeners, routes, clusters, endpoints, new TreeMap<>());
  }

  /// These messages, each in its place.
  public static Resources of(long version, Iterable<? extends Message> messages) {
    NavigableMap<String, Listener> listeners = new TreeMap<>();
    NavigableMap<String, RouteConfiguration> routes = new TreeMap<>();
    NavigableMap<String, Cluster> clusters = new TreeMap<>();
    NavigableMap<String, ClusterLoadAssignment> endpoints = new TreeMap<>();
    NavigableMap<String, Secret> secrets = new TreeMap<>();
    NavigableMap<String, TypedExtensionConfig> extensions = new TreeMap<>();
    for (Message message : messages) {
      switch (message) {
        case Listener listener -> listeners.put(listener.getName(), listener);
        case RouteConfiguration routing -> routes.put(routing.getName(), routing);
        case Cluster cluster -> clusters.put(cluster.getName(), cluster);
        case ClusterLoadAssignment group -> endpoints.put(group.getClusterName(), group);
        case Secret secret -> secrets.put(secret.getName(), secret);
        case TypedExtensionConfig extension -> extensions.put(extension.getName(), extension);
        default -> throw new IllegalArgumentException("no resource: " + message.getClass());
      }
    }
    return new Resources(version, listeners, routes, clusters, endpoints, secrets, extensions);
  }

  /// The same with these secrets.
  public Resources withSecrets(NavigableMap<String, Secret> others) {
    return new Resources(version, listeners, routes, clusters, endpoints, others, extensions);
  }

  /// Whether every message is the same object in both.
  public boolean isSameAs(Resources other) {
    return isSame(listeners, other.listeners)
        && isSame(routes, other.routes)
        && isSame(clusters, other.clusters)
        && isSame(endpoints, other.endpoints)
        && isSame(secrets, other.secrets)
        && isSame(extensions, other.extensions);
  }

  @SuppressWarnings("ReferenceEquality") // identity tells that nothing changed
  private static <T extends Message> boolean isSame(
      NavigableMap<String, T> some, NavigableMap<String, T> others) {
    if (some.size() != others.size()) {
      return false;
    }
    Iterator<T> other = others.values().iterator();
    for (T message : some.values()) {
      if (message != other.next()) {
        return false;
      }
    }
    return true;
  }

  private static <T> NavigableMap<String, T> sorted(Map<String, T> map) {
    return Collections.unmodifiableNavigableMap(new TreeMap<>(map));
  }
}
