package io.limpet.mesh.building.gatewayapi;

import io.limpet.model.Kind;
import io.limpet.model.Problem;
import io.limpet.model.Resource;
import io.limpet.model.ResourceId;
import io.limpet.model.gatewayapi.KubernetesGateway;
import io.limpet.model.gatewayapi.ListenerSet;
import io.limpet.model.gatewayapi.ObjectReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The ListenerSets of each Gateway, the oldest first.
final class ListenerSets {
  private final Map<ResourceId, List<ListenerSet>> byGateway = new HashMap<>();

  ListenerSets(List<Resource> sets, List<Resource> gateways, List<Problem> problems) {
    Set<ResourceId> known = new HashSet<>();
    gateways.forEach(each -> known.add(each.id()));
    for (Resource each : sets) {
      if (each instanceof ListenerSet set) {
        add(set, known, new Refusals(set, problems));
      }
    }
  }

  private void add(ListenerSet set, Set<ResourceId> known, Refusals refusals) {
    ObjectReference target = set.parent();
    ResourceId gateway =
        new ResourceId(
            Kind.KUBERNETES_GATEWAY,
            target.namespaceFrom(set.metadata().namespace()),
            target.name());
    boolean isGateway =
        target.group().equals(Kind.KUBERNETES_GATEWAY.group())
            && target.kind().equals(Kind.KUBERNETES_GATEWAY.text());
    if (!isGateway) {
      refusals.warning(
          "spec.parentRef",
          "not-carried-out",
          "adds to a " + target.kind() + ", which is not served here; name a Gateway");
    } else if (!known.contains(gateway)) {
      refusals.error(
          "spec.parentRef",
          "ParentNotAccepted",
          "adds to "
              + gateway.namespace()
              + "/"
              + gateway.name()
              + ", which is no Gateway, so nothing listens for it; correct the name");
    } else {
      byGateway.computeIfAbsent(gateway, _ -> new ArrayList<>()).add(set);
    }
  }

  List<ListenerSet> of(KubernetesGateway gateway) {
    return byGateway.getOrDefault(gateway.id(), List.of());
  }
}
