package io.limpet.mesh;

import io.limpet.model.KeySource;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/// All that one gateway serves, resolved: listeners → hosts → routes → clusters → endpoints, and
/// the secrets that they name, each part by its name. A part that did not change from one snapshot
/// to the next is the same object in both. `options` has the settings of the mesh as the resources
/// say them, `patches` what EnvoyFilters change in the end; `skipped` tells of servers that do not
/// listen.
public record Snapshot(
    long version,
    MeshOptions options,
    EnvoyPatches patches,
    NavigableMap<String, Listener> listeners,
    NavigableMap<String, RouteTable> routes,
    NavigableMap<String, Cluster> clusters,
    NavigableMap<String, EndpointGroup> endpoints,
    NavigableMap<String, Secret> secrets,
    List<SkippedServer> skipped) {
  public static final Snapshot EMPTY =
      new Snapshot(
          0,
          MeshOptions.DEFAULT,
          EnvoyPatches.NONE,
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          List.of());

  public Snapshot {
    listeners = sorted(listeners);
    routes = sorted(routes);
    clusters = sorted(clusters);
    endpoints = sorted(endpoints);
    secrets = sorted(secrets);
    skipped = List.copyOf(skipped);
  }

  /// The sets of keys that are needed and that nobody wrote.
  public Set<KeySource> wantedKeys() {
    Set<KeySource> wanted = new HashSet<>();
    listeners.values().forEach(each -> wanted.addAll(each.security().wantedKeys()));
    return wanted;
  }

  private static <T> NavigableMap<String, T> sorted(NavigableMap<String, T> map) {
    return Collections.unmodifiableNavigableMap(new TreeMap<>(map));
  }
}
