package io.limpet.mesh.building.routes;

import io.limpet.mesh.building.gateways.GatewayReferences;
import io.limpet.mesh.building.services.HostNames;
import io.limpet.model.istio.Destination;
import io.limpet.model.istio.HttpMatch;
import io.limpet.model.istio.HttpRoute;
import io.limpet.model.istio.Mirroring;
import io.limpet.model.istio.RouteAction;
import io.limpet.model.istio.RouteAction.WeightedDestination;
import io.limpet.model.istio.VirtualService;
import java.util.ArrayList;
import java.util.List;

/// Names without a namespace mean the namespace of the VirtualService that they stand in, so they
/// are made whole before its routes move anywhere else (`resolveVirtualServiceShortnames` in
/// Istio's `pilot/pkg/model/virtualservice.go`).
final class ShortNames {
  private static final String MESH = "mesh";

  private final String namespace;
  private final String domain;

  private ShortNames(String namespace, String domain) {
    this.namespace = namespace;
    this.domain = domain;
  }

  /// The same with whole names. The Gateway API knows no short ones.
  static VirtualService resolved(VirtualService service, String domain) {
    if (RouteSemantics.of(service.metadata()) == RouteSemantics.GATEWAY) {
      return service;
    }
    ShortNames names = new ShortNames(service.metadata().namespace(), domain);
    return service.with(
        service.hosts().stream().map(names::host).toList(),
        names.gateways(service.gateways()),
        service.http().stream().map(names::route).toList());
  }

  private String host(String host) {
    return HostNames.resolve(host, namespace, domain);
  }

  /// The sidecars' `mesh` keeps its name.
  private List<String> gateways(List<String> written) {
    List<String> whole = new ArrayList<>(GatewayReferences.resolve(written, namespace));
    if (written.contains(MESH)) {
      whole.add(MESH);
    }
    return whole;
  }

  private HttpRoute route(HttpRoute route) {
    List<HttpMatch> matches =
        route.matches().stream().map(each -> each.with(gateways(each.gateways()))).toList();
    return route.with(matches, action(route.action())).with(mirroring(route.mirroring()));
  }

  private RouteAction action(RouteAction action) {
    return switch (action) {
      case RouteAction.Forward(var destinations) ->
          new RouteAction.Forward(
              destinations.stream()
                  .map(
                      each ->
                          new WeightedDestination(
                              destination(each.destination()), each.weight(), each.headers()))
                  .toList());
      case RouteAction.Redirect _, RouteAction.DirectResponse _, RouteAction.Delegate _ -> action;
    };
  }

  private Destination destination(Destination written) {
    return new Destination(host(written.host()), written.subset(), written.port());
  }

  private Mirroring mirroring(Mirroring written) {
    Destination mirror = written.mirror();
    return new Mirroring(
        mirror == null ? null : destination(mirror),
        written.percentage(),
        written.percent(),
        written.mirrors().stream()
            .map(each -> new Mirroring.Mirror(destination(each.destination()), each.share()))
            .toList());
  }
}
