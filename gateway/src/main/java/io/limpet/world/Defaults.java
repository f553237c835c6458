package io.limpet.world;

import io.limpet.model.tree.Value;
import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.document.Tree;
import io.limpet.world.store.ObjectKey;
import io.limpet.world.store.ObjectTypes;
import java.util.ArrayList;
import java.util.List;

/// Fills in what an API server fills in and somebody reads: a Service's type, ports and cluster
/// address, a workload's replicas, a namespace's phase.
final class Defaults {
  private static final int FIRST_CLUSTER_IP = 10 << 24 | 96 << 16;

  /// What `kubectl wait` looks for in a CustomResourceDefinition.
  private static final List<Mapping> ESTABLISHED =
      List.of(Tree.document("type", "Established", "status", "True"));

  private int lastClusterIp = FIRST_CLUSTER_IP; // under the world's lock

  Mapping fill(ObjectKey key, Mapping document) {
    if (key.isOf(ObjectTypes.SERVICE)) {
      return service(document);
    }
    if (key.isOf(ObjectTypes.DEPLOYMENT) || key.isOf(ObjectTypes.STATEFUL_SET)) {
      return Tree.has(document, "spec", "replicas")
          ? document
          : Tree.with(document, 1, "spec", "replicas");
    }
    if (key.isOf(ObjectTypes.DEFINITION)) {
      return Tree.with(document, ESTABLISHED, "status", "conditions");
    }
    if (key.isOf(ObjectTypes.NAMESPACE) && !Tree.has(document, "status", "phase")) {
      return Tree.with(document, "Active", "status", "phase");
    }
    return document;
  }

  private Mapping service(Mapping document) {
    Mapping spec = Tree.mapping(document, "spec");
    String type = Tree.text(spec, "type");
    if (type.isEmpty()) {
      type = "ClusterIP";
      spec = Tree.with(spec, type, "type");
    }
    if (!Tree.has(spec, "clusterIP") && !type.equals("ExternalName")) {
      lastClusterIp++;
      String ip =
          (lastClusterIp >>> 24)
              + "."
              + (lastClusterIp >>> 16 & 0xff)
              + "."
              + (lastClusterIp >>> 8 & 0xff)
              + "."
              + (lastClusterIp & 0xff);
      spec = Tree.with(Tree.with(spec, ip, "clusterIP"), List.of(ip), "clusterIPs");
    }
    List<Value> ports = Tree.items(spec, "ports");
    return Tree.with(
        document, ports.isEmpty() ? spec : Tree.with(spec, ports(ports), "ports"), "spec");
  }

  private static List<Value> ports(List<Value> written) {
    List<Value> ports = new ArrayList<>();
    for (Value each : written) {
      if (each instanceof Mapping port) {
        Mapping full = port;
        if (!Tree.has(full, "protocol")) {
          full = Tree.with(full, "TCP", "protocol");
        }
        if (!Tree.has(full, "targetPort")) {
          full = Tree.with(full, Tree.whole(port, 0, "port"), "targetPort");
        }
        ports.add(full);
      } else {
        ports.add(each);
      }
    }
    return ports;
  }
}
