package io.limpet.xds.patch;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.limpet.model.istio.EnvoyFilter.ApplyTo;
import io.limpet.model.istio.EnvoyFilter.ClusterMatch;
import io.limpet.model.istio.EnvoyFilter.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Patches of clusters (Istio's `core/envoyfilter/cluster_patch.go`).
final class ClusterPatches {
  private final PatchSet patches;
  private final boolean compatIstio;

  ClusterPatches(PatchSet patches, boolean compatIstio) {
    this.patches = patches;
    this.compatIstio = compatIstio;
  }

  boolean isAny() {
    return patches.any(ApplyTo.CLUSTER);
  }

  /// Whole clusters that patches add.
  List<Cluster> added(Matched matched) {
    List<Cluster> added = new ArrayList<>();
    for (ReadPatch patch : patches.of(ApplyTo.CLUSTER)) {
      if (patch.operation() == Operation.ADD) {
        matched.add(patch);
        added.add(patch.value(Cluster.class));
      }
    }
    return added;
  }

  /// The cluster as patched, or null where it is removed.
  @Nullable Cluster patched(Cluster cluster, Matched matched) {
    Cluster patched = cluster;
    for (ReadPatch patch : patches.of(ApplyTo.CLUSTER)) {
      if (!isFor(patch, patched)) {
        continue;
      }
      if (patch.operation() == Operation.REMOVE) {
        matched.add(patch);
        return null;
      }
      if (patch.merges()) {
        matched.add(patch);
        patched = merged(patched, patch);
      }
    }
    return patched;
  }

  static boolean isFor(ReadPatch patch, Cluster cluster) {
    if (!(patch.patch().match().object() instanceof ClusterMatch match)) {
      return true;
    }
    if (!match.name().isEmpty()) {
      return match.name().equals(cluster.getName());
    }
    ClusterName name = ClusterName.of(cluster.getName());
    return (match.subset().isEmpty() || match.subset().equals(name.subset()))
        && (match.service().isEmpty() || match.service().equals(name.host()))
        && (match.portNumber() == 0 || match.portNumber() == name.port());
  }

  /// The parts of `outbound|PORT|SUBSET|HOST`, or of `outbound_.PORT_.SUBSET_.HOST`; empty in any
  /// other name.
  record ClusterName(int port, String subset, String host) {
    private static final int PARTS = 4;

    static ClusterName of(String name) {
      String[] parts = name.contains("|") ? name.split("\\|", PARTS) : name.split("_\\.", PARTS);
      return parts.length == PARTS && parts[1].matches("[0-9]{1,5}")
          ? new ClusterName(Integer.parseInt(parts[1]), parts[2], parts[3])
          : new ClusterName(0, "", "");
    }
  }

  /// Where a patch has a transport socket, nothing else of it counts: one of the same name is
  /// merged deeply, another takes its place. A cluster inside the mesh has a choice of sockets at
  /// istiod, and no other is put beside them.
  private Cluster merged(Cluster cluster, ReadPatch patch) {
    Cluster over = patch.value(Cluster.class);
    if (!over.hasTransportSocket()) {
      return patch.merge().merge(cluster, over);
    }
    if (compatIstio && hasChoiceOfSockets(cluster)) {
      return cluster;
    }
    Cluster.Builder builder = cluster.toBuilder();
    if (!over.getTransportSocket().getName().equals(cluster.getTransportSocket().getName())) {
      return builder.setTransportSocket(over.getTransportSocket()).build();
    }
    Optional<Any> deep =
        patch
            .mergeInside()
            .merge(
                cluster.getTransportSocket().getTypedConfig(),
                over.getTransportSocket().getTypedConfig());
    deep.ifPresent(builder.getTransportSocketBuilder()::setTypedConfig);
    return builder.build();
  }

  /// `transport_socket_matches`, by which istiod leaves it to each endpoint whether mutual TLS is
  /// spoken.
  private static boolean hasChoiceOfSockets(Cluster cluster) {
    return !cluster.hasTransportSocket()
        && cluster.getName().startsWith("outbound|")
        && !cluster
            .getMetadata()
            .getFilterMetadataOrDefault("istio", com.google.protobuf.Struct.getDefaultInstance())
            .containsFields("external");
  }
}
