package io.limpet.mesh.gatewayapi;

import io.limpet.model.gatewayapi.KubernetesGateway;
import io.limpet.model.gatewayapi.KubernetesGateway.GroupKind;
import io.limpet.model.gatewayapi.KubernetesGateway.Listener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The listeners that routes may attach to, by their Gateway.
final class Parents {
  private final Map<String, List<Parent>> byGateway = new HashMap<>();

  /// One listener. `internalName` is that of the Istio Gateway that stands for it; `hosts` are its
  /// server's, `namespace/host`.
  record Parent(
      String internalName, Listener listener, List<String> hosts, List<GroupKind> allowedKinds) {
    Parent {
      hosts = List.copyOf(hosts);
      allowedKinds = List.copyOf(allowedKinds);
    }
  }

  void add(KubernetesGateway gateway, Parent parent) {
    byGateway
        .computeIfAbsent(
            key(gateway.metadata().namespace(), gateway.metadata().name()), _ -> new ArrayList<>())
        .add(parent);
  }

  private static String key(String namespace, String name) {
    return namespace + "/" + name;
  }

  List<Parent> of(String namespace, String gateway) {
    return List.copyOf(byGateway.getOrDefault(key(namespace, gateway), List.of()));
  }
}
