package io.limpet.xds.patch;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.limpet.mesh.EnvoyPatches;
import io.limpet.mesh.Kept;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.Snapshot;
import io.limpet.model.Problem;
import io.limpet.xds.resources.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// Patches the messages of one gateway. A message that is the same object as before, under the same
/// patches, becomes the same object as before.
public final class Patcher {
  private EnvoyPatches known = EnvoyPatches.NONE;
  private PatchSet patches = PatchSet.NONE;
  private ListenerPatches ofListeners = new ListenerPatches(patches);
  private RoutePatches ofRoutes = new RoutePatches(patches);
  private ClusterPatches ofClusters = new ClusterPatches(patches, false);
  private ExtensionPatches ofExtensions = new ExtensionPatches(patches);
  private NavigableMap<String, TypedExtensionConfig> extensionsBefore = new TreeMap<>();
  private Results<Listener> listeners = new Results<>();
  private Results<RouteConfiguration> routes = new Results<>();
  private Results<Cluster> clusters = new Results<>();
  private List<Problem> wrong = List.of();
  private List<Problem> unmatched = List.of();

  /// `resources` are what was made of `snapshot`.
  @SuppressWarnings("ReferenceEquality") // identity says what changed
  public Resources patched(Snapshot snapshot, Resources resources) {
    if (snapshot.patches() != known) {
      take(snapshot.patches(), snapshot.options());
    }
    if (patches.all().isEmpty()) {
      return resources;
    }
    Matched matched = new Matched();
    NavigableMap<String, Listener> patchedListeners =
        ofListeners.isAny()
            ? listeners.of(resources.listeners(), ofListeners::patched, matched)
            : resources.listeners();
    NavigableMap<String, RouteConfiguration> patchedRoutes =
        ofRoutes.isAny()
            ? routes.of(resources.routes(), ofRoutes::patched, matched)
            : resources.routes();
    NavigableMap<String, Cluster> patchedClusters =
        ofClusters.isAny()
            ? clusters.of(resources.clusters(), ofClusters::patched, matched)
            : resources.clusters();
    NavigableMap<String, ClusterLoadAssignment> endpoints =
        of(resources.endpoints(), resources.clusters(), patchedClusters);
    ofListeners.added(matched).forEach(each -> patchedListeners.putIfAbsent(each.getName(), each));
    ofClusters.added(matched).forEach(each -> patchedClusters.putIfAbsent(each.getName(), each));
    NavigableMap<String, TypedExtensionConfig> extensions =
        Kept.of(extensionsBefore, ofExtensions.added(patchedListeners.values(), matched));
    extensionsBefore = extensions;
    List<Problem> found = new ArrayList<>(new Unmatched(resources).problems(patches, matched));
    found.addAll(ofExtensions.missing(extensions.keySet()));
    unmatched = List.copyOf(found);
    return new Resources(
        resources.version(),
        patchedListeners,
        patchedRoutes,
        patchedClusters,
        endpoints,
        resources.secrets(),
        extensions);
  }

  /// What is wrong with the patches, and which of them changed nothing in what was patched last.
  public List<Problem> problems() {
    List<Problem> all = new ArrayList<>(wrong);
    all.addAll(unmatched);
    return List.copyOf(all);
  }

  private void take(EnvoyPatches now, MeshOptions options) {
    PatchReader reader = new PatchReader(options);
    known = now;
    patches = reader.read(now);
    wrong = reader.problems();
    unmatched = List.of();
    ofListeners = new ListenerPatches(patches);
    ofRoutes = new RoutePatches(patches);
    ofClusters = new ClusterPatches(patches, options.compatIstio());
    ofExtensions = new ExtensionPatches(patches);
    listeners = new Results<>();
    routes = new Results<>();
    clusters = new Results<>();
  }

  /// The endpoints of clusters that are still there.
  private static NavigableMap<String, ClusterLoadAssignment> of(
      NavigableMap<String, ClusterLoadAssignment> endpoints,
      Map<String, Cluster> before,
      Map<String, Cluster> after) {
    NavigableMap<String, ClusterLoadAssignment> left = new TreeMap<>(endpoints);
    left.keySet().removeIf(name -> before.containsKey(name) && !after.containsKey(name));
    return left;
  }
}
