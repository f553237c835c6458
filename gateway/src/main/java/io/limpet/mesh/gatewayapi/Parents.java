package io.limpet.mesh.gatewayapi;

import io.limpet.model.gatewayapi.KubernetesGateway;
import io.limpet.model.gatewayapi.KubernetesGateway.GroupKind;
import io.limpet.model.gatewayapi.KubernetesGateway.Listener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The listeners that routes may attach to, by their Gateway.
final class Parents {
  private final Map<String, List<Parent>> byGateway = new HashMap<>();
  private final Set<String> foreign = new HashSet<>();

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

  /// Notes a Gateway that somebody else serves.
  void addForeign(KubernetesGateway gateway) {
    foreign.add(key(gateway.metadata().namespace(), gateway.metadata().name()));
  }

  boolean isForeign(String namespace, String gateway) {
    return foreign.contains(key(namespace, gateway));
  }

  private static String key(String namespace, String name) {
    return namespace + "/" + name;
  }

  List<Parent> of(String namespace, String gateway) {
    return List.copyOf(byGateway.getOrDefault(key(namespace, gateway), List.of()));
  }
}
