package io.limpet.xds.translate;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.limpet.mesh.Kept;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.Snapshot;
import io.limpet.model.Problem;
import io.limpet.xds.patch.Patcher;
import io.limpet.xds.resources.Resources;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Says a [Snapshot] in Envoy's messages. A part that is the same object as in the snapshot before
/// becomes the same message object as before. What EnvoyFilters change is done last.
public final class Translator {
  private ListenerTranslator listeners = new ListenerTranslator(MeshOptions.DEFAULT);
  private RouteTranslator routes = new RouteTranslator(MeshOptions.DEFAULT);
  private ClusterTranslator clusters = new ClusterTranslator(MeshOptions.DEFAULT);
  private Cluster blackHole = clusters.blackHole();
  private final Patcher patcher = new Patcher();
  private Snapshot lastSnapshot = Snapshot.EMPTY;
  private Resources last = Resources.EMPTY;
  private Resources lastPatched = Resources.EMPTY;

  /// The messages of `snapshot`, under its version; the same object as before for the same
  /// snapshot.
  @SuppressWarnings("ReferenceEquality") // identity says what changed
  public Resources translate(Snapshot snapshot) {
    if (snapshot == lastSnapshot) {
      return lastPatched;
    }
    if (!snapshot.options().equals(lastSnapshot.options())) {
      follow(snapshot.options());
    }
    NavigableMap<String, Listener> listenerMessages =
        each(snapshot.listeners(), lastSnapshot.listeners(), last.listeners(), listeners::listener);
    NavigableMap<String, RouteConfiguration> routeMessages =
        each(snapshot.routes(), lastSnapshot.routes(), last.routes(), routes::table);
    NavigableMap<String, Cluster> clusterMessages =
        each(snapshot.clusters(), lastSnapshot.clusters(), last.clusters(), clusters::cluster);
    clusterMessages.put(ClusterTranslator.BLACK_HOLE, blackHole);
    NavigableMap<String, ClusterLoadAssignment> endpointMessages =
        each(
            snapshot.endpoints(),
            lastSnapshot.endpoints(),
            last.endpoints(),
            (now, before, message) -> EndpointTranslator.assignment(now, before, message));
    NavigableMap<String, Secret> secretMessages =
        each(snapshot.secrets(), lastSnapshot.secrets(), last.secrets(), SecretTranslator::secret);
    last =
        new Resources(
            snapshot.version(),
            listenerMessages,
            routeMessages,
            clusterMessages,
            endpointMessages,
            secretMessages);
    lastSnapshot = snapshot;
    lastPatched = patcher.patched(snapshot, last);
    return lastPatched;
  }

  /// What is wrong with the EnvoyFilters of the snapshot translated last, and which of their
  /// patches changed nothing.
  public List<Problem> problems() {
    return patcher.problems();
  }

  /// Other options may change every message.
  private void follow(MeshOptions options) {
    listeners = new ListenerTranslator(options);
    routes = new RouteTranslator(options);
    clusters = new ClusterTranslator(options);
    blackHole = Kept.of(blackHole, clusters.blackHole());
    lastSnapshot = Snapshot.EMPTY;
  }

  /// Makes a part's message. `before` is the part of that name in the snapshot before, if there was
  /// one, and `message` what was made of it.
  private interface Translation<P, M> {
    M of(P now, @Nullable P before, @Nullable M message);
  }

  private static <P, M> NavigableMap<String, M> each(
      NavigableMap<String, P> parts,
      NavigableMap<String, P> oldParts,
      NavigableMap<String, M> oldMessages,
      Function<P, M> translate) {
    return each(parts, oldParts, oldMessages, (now, _, _) -> translate.apply(now));
  }

  /// Walks the parts of both snapshots side by side: a look-up for each would compare long names a
  /// dozen times, for thousands of parts of which one changed.
  @SuppressWarnings("ReferenceEquality") // identity says what changed
  private static <P, M> NavigableMap<String, M> each(
      NavigableMap<String, P> parts,
      NavigableMap<String, P> oldParts,
      NavigableMap<String, M> oldMessages,
      Translation<P, M> translate) {
    NavigableMap<String, M> messages =
        oldParts.isEmpty() ? new TreeMap<>() : new TreeMap<>(oldMessages);
    Iterator<Map.Entry<String, P>> before = oldParts.entrySet().iterator();
    Map.Entry<String, P> old = next(before);
    for (Map.Entry<String, P> now : parts.entrySet()) {
      String name = now.getKey();
      while (old != null && old.getKey().compareTo(name) < 0) {
        messages.remove(old.getKey());
        old = next(before);
      }
      P known = old != null && old.getKey().equals(name) ? old.getValue() : null;
      if (known != now.getValue()) {
        M message = oldMessages.get(name);
        messages.put(name, Kept.of(message, translate.of(now.getValue(), known, message)));
      }
      old = known == null ? old : next(before);
    }
    for (; old != null; old = next(before)) {
      messages.remove(old.getKey());
    }
    return messages;
  }

  private static <T> @Nullable T next(Iterator<T> iterator) {
    return iterator.hasNext() ? iterator.next() : null;
  }
}
