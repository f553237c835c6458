package io.limpet.mesh.building;

import io.limpet.mesh.Feature;
import io.limpet.mesh.Fix;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.SessionPolicy;
import io.limpet.mesh.building.gatewayapi.GatewayApi;
import io.limpet.mesh.building.resources.ResourceStore;
import io.limpet.mesh.building.routes.RouteSessions;
import io.limpet.model.Kind;
import io.limpet.model.Problem;
import io.limpet.model.Resource;
import io.limpet.model.istio.HttpRoute;
import io.limpet.model.istio.RouteAction;
import io.limpet.model.istio.VirtualService;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What the Gateway API's resources mean in Istio's kinds, as the options want it.
public final class GatewayApiResources {
  private GatewayApiResources() {}

  /// What was refused on the way.
  public static List<Problem> problems(
      Collection<? extends Resource> resources, MeshOptions options) {
    Function<Kind, List<Resource>> byAge =
        kind ->
            resources.stream()
                .filter(each -> each.kind() == kind)
                .map(Resource.class::cast)
                .sorted(ResourceStore.BY_AGE)
                .toList();
    return convert(byAge, options).problems();
  }

  /// Sessions that rules ask for, by the hosts of the Services that they lead to.
  static Map<String, SessionPolicy> sessions(List<Resource> converted) {
    Map<String, SessionPolicy> byHost = new HashMap<>();
    for (Resource each : converted) {
      if (each instanceof VirtualService service) {
        for (HttpRoute http : service.http()) {
          if (http.session() != null && http.action() instanceof RouteAction.Forward forward) {
            SessionPolicy session = RouteSessions.policy(http.session(), false);
            forward
                .destinations()
                .forEach(to -> byHost.putIfAbsent(to.destination().host(), session));
          }
        }
      }
    }
    return byHost;
  }

  static GatewayApi.Converted convert(Function<Kind, List<Resource>> byAge, MeshOptions options) {
    return GatewayApi.convert(
        byAge,
        new GatewayApi.Behaviour(
            options.domain(),
            options.compatIstio(),
            !options.compatIstio() || options.on(Feature.PILOT_ENABLE_ALPHA_GATEWAY_API),
            options.has(Fix.HTTP_ROUTE_SESSIONS),
            options.has(Fix.REFUSED_VALUES),
            options.has(Fix.BACKEND_HOSTNAME)));
  }
}
