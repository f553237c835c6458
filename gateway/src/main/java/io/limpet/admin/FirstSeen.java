package io.limpet.admin;

import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.limpet.xds.resources.Resources;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/// Since when each message has been what it is: a config dump's `version_info` and `last_updated`.
///
/// A message that is the same object as before keeps its first version and time, as Envoy keeps
/// them for a resource whose hash did not change. Whoever publishes resources calls [#saw], in
/// order.
public final class FirstSeen {
  private final InstantSource clock;
  private volatile State state =
      new State(
          Collections.emptyNavigableMap(),
          Collections.emptyNavigableMap(),
          Collections.emptyNavigableMap(),
          Collections.emptyNavigableMap());

  public FirstSeen(InstantSource clock) {
    this.clock = clock;
  }

  /// These resources are the current ones now.
  public synchronized void saw(Resources resources) {
    Instant now = clock.instant();
    long version = resources.version();
    state =
        new State(
            next(state.listeners, resources.listeners(), version, now),
            next(state.routes, resources.routes(), version, now),
            next(state.clusters, resources.clusters(), version, now),
            next(state.secrets, resources.secrets(), version, now));
  }

  State state() {
    return state;
  }

  private static <T extends Message> NavigableMap<String, Sighting<T>> next(
      NavigableMap<String, Sighting<T>> before,
      NavigableMap<String, T> messages,
      long version,
      Instant now) {
    if (same(before, messages)) {
      return before;
    }
    NavigableMap<String, Sighting<T>> next = new TreeMap<>();
    messages.forEach(
        (name, message) -> {
          Sighting<T> known = before.get(name);
          boolean kept = known != null && known.isOf(message);
          next.put(name, kept ? known : new Sighting<>(message, version, now));
        });
    return Collections.unmodifiableNavigableMap(next);
  }

  /// Most changes are of endpoints, which are not kept here.
  private static <T extends Message> boolean same(
      NavigableMap<String, Sighting<T>> before, NavigableMap<String, T> messages) {
    if (before.size() != messages.size()) {
      return false;
    }
    var sightings = before.values().iterator();
    for (T message : messages.values()) {
      if (!sightings.next().isOf(message)) {
        return false;
      }
    }
    return true;
  }

  /// All that is seen now, by name.
  record State(
      NavigableMap<String, Sighting<Listener>> listeners,
      NavigableMap<String, Sighting<RouteConfiguration>> routes,
      NavigableMap<String, Sighting<Cluster>> clusters,
      NavigableMap<String, Sighting<Secret>> secrets) {}

  /// A message, and the version and time it came with.
  record Sighting<T extends Message>(T message, long version, Instant since) {
    @SuppressWarnings("ReferenceEquality") // identity is what tells that nothing changed
    boolean isOf(T other) {
      return message == other;
    }
  }
}
