package io.limpet.mesh.building.gatewayapi;

import io.limpet.model.Resource;
import io.limpet.model.ResourceId;
import io.limpet.model.gatewayapi.KubernetesGateway.GroupKind;
import io.limpet.model.gatewayapi.KubernetesGateway.Listener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The listeners that routes may attach to, by their Gateway or ListenerSet.
final class Parents {
  private final Map<ResourceId, List<Parent>> byOwner = new HashMap<>();
  private final Set<ResourceId> foreign = new HashSet<>();

  /// One listener. `internalName` is that of the Istio Gateway that stands for it; `hosts` are its
  /// server's, `namespace/host`.
  record Parent(
      String internalName, Listener listener, List<String> hosts, List<GroupKind> allowedKinds) {
    Parent {
      hosts = List.copyOf(hosts);
      allowedKinds = List.copyOf(allowedKinds);
    }
  }

  void add(Resource owner, Parent parent) {
    byOwner.computeIfAbsent(owner.id(), _ -> new ArrayList<>()).add(parent);
  }

  /// Notes a Gateway that somebody else serves, or a ListenerSet of one.
  void addForeign(Resource owner) {
    foreign.add(owner.id());
  }

  boolean isForeign(ResourceId owner) {
    return foreign.contains(owner);
  }

  List<Parent> of(ResourceId owner) {
    return List.copyOf(byOwner.getOrDefault(owner, List.of()));
  }
}
