package io.limpet.mesh.building;

import io.limpet.mesh.building.gateways.GatewayReferences;
import io.limpet.mesh.building.services.HostNames;
import io.limpet.mesh.building.services.MeshService;
import io.limpet.model.istio.Destination;
import io.limpet.model.istio.HttpRoute;
import io.limpet.model.istio.L4Route;
import io.limpet.model.istio.RouteAction;
import io.limpet.model.istio.VirtualService;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The services that the routes of a gateway name, where only these are to have clusters:
/// `PILOT_FILTER_GATEWAY_CLUSTER_CONFIG` (`GatewayServices` in pilot's `push_context.go`).
final class UsedServices {
  private final String domain;
  private final Set<String> hosts = new HashSet<>();

  /// `routed` are VirtualServices with whole names, `gateways` the names of those that listen.
  UsedServices(List<VirtualService> routed, Set<String> gateways, String domain) {
    this.domain = domain;
    for (VirtualService service : routed) {
      if (GatewayReferences.bound(service).stream().anyMatch(gateways::contains)) {
        service.http().forEach(this::add);
        Stream.of(service.tls(), service.tcp())
            .flatMap(List::stream)
            .forEach(route -> add(route, service.metadata().namespace()));
      }
    }
  }

  private void add(HttpRoute route) {
    if (route.action() instanceof RouteAction.Forward(var destinations)) {
      destinations.forEach(each -> hosts.add(each.destination().host()));
    }
    route.mirroring().all().forEach(each -> hosts.add(each.destination().host()));
  }

  private void add(L4Route route, String namespace) {
    for (L4Route.Share share : route.route()) {
      Destination destination = share.destination();
      hosts.add(HostNames.resolve(destination.host(), namespace, domain));
    }
  }

  /// Services that the mesh's own settings name are used too (`addHostsFromMeshConfig` there).
  UsedServices with(Collection<String> others) {
    hosts.addAll(others);
    return this;
  }

  List<MeshService> of(List<MeshService> services) {
    return services.stream().filter(each -> hosts.contains(each.host())).toList();
  }
}
