package io.limpet.mesh.building.resources;

import io.limpet.mesh.Locality;
import io.limpet.model.kubernetes.Node;
import io.limpet.model.kubernetes.Pod;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Where things run, and the labels that say so (`pilot/pkg/serviceregistry/util/label` in Istio):
/// subsets and failover priorities may name them like any other label.
public final class Topology {
  public static final String NETWORK = "topology.istio.io/network";
  public static final String REGION = "topology.kubernetes.io/region";
  public static final String ZONE = "topology.kubernetes.io/zone";
  public static final String SUBZONE = "topology.istio.io/subzone";
  public static final String HOSTNAME = "kubernetes.io/hostname";
  private static final String CLUSTER = "topology.istio.io/cluster";
  private static final String OLD_REGION = "failure-domain.beta.kubernetes.io/region";
  private static final String OLD_ZONE = "failure-domain.beta.kubernetes.io/zone";

  private final ResourceStore store;

  public Topology(ResourceStore store) {
    this.store = store;
  }

  /// By a label of the pod, or else the labels of its Node.
  public Locality locality(Pod pod) {
    return written(pod.metadata().labels())
        .or(() -> store.node(pod.spec().node()).map(Topology::locality))
        .orElse(Locality.UNKNOWN);
  }

  /// What a workload's own label says; a label cannot hold a slash, so dots may stand for it.
  public static Optional<Locality> written(Map<String, String> labels) {
    String label =
        labels.getOrDefault(
            "topology.istio.io/locality", labels.getOrDefault("istio-locality", ""));
    return label.isEmpty()
        ? Optional.empty()
        : Optional.of(Locality.parse(label.contains("/") ? label : label.replace('.', '/')));
  }

  private static Locality locality(Node node) {
    Map<String, String> labels = node.metadata().labels();
    return new Locality(
        labels.getOrDefault(REGION, labels.getOrDefault(OLD_REGION, "")),
        labels.getOrDefault(ZONE, labels.getOrDefault(OLD_ZONE, "")),
        labels.getOrDefault(SUBZONE, ""));
  }

  /// The labels of a pod, and those of its place.
  public Map<String, String> labels(Map<String, String> own, Locality locality, String node) {
    return labels(own, locality, node, "");
  }

  /// The labels of a workload, and those of its place; its network is that of the whole cluster
  /// where nothing says another (`Controller.Network` in Istio's `kube/controller`).
  public Map<String, String> labels(
      Map<String, String> own, Locality locality, String node, String network) {
    Map<String, String> all = new HashMap<>(own);
    put(all, REGION, locality.region());
    put(all, ZONE, locality.zone());
    put(all, SUBZONE, locality.subzone());
    put(all, CLUSTER, "Kubernetes");
    put(all, HOSTNAME, node);
    if (all.getOrDefault(NETWORK, "").isEmpty()) {
      put(all, NETWORK, network.isEmpty() ? store.network() : network);
    }
    return all;
  }

  private static void put(Map<String, String> labels, String name, String value) {
    if (!value.isEmpty()) {
      labels.put(name, value);
    }
  }
}
