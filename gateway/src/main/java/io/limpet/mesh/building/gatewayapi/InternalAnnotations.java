package io.limpet.mesh.building.gatewayapi;

import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.Resource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// How istiod marks the Gateways and VirtualServices that it makes of the Gateway API's resources
/// (`pkg/config/constants` and `pilot/pkg/model` in Istio); it looks at nothing else when they mean
/// something that Istio's own do not.
public final class InternalAnnotations {
  /// Hosts of the Services whose pods serve a Gateway, in place of its selector.
  public static final String GATEWAY_SERVICE = "internal.istio.io/gateway-service";

  /// Begins the uri of a redirect that takes the place of the matched prefix only.
  public static final String MATCHED_PREFIX = "%PREFIX()%";

  /// Says whose rules hold for a VirtualService.
  public static final String ROUTE_SEMANTICS = "internal.istio.io/route-semantics";
  private static final String GATEWAY_SEMANTICS = "gateway";

  /// Where the Gateway is to which a ListenerSet adds.
  private static final String PARENT_NAMESPACE = "internal.istio.io/parent-namespace";

  private static final String GATEWAY_SEMANTICS_KEY = "internal.istio.io/gateway-semantics";

  /// Whose Pods serve a Gateway; only that it is not empty is looked at.
  private static final String SERVICE_ACCOUNT = "internal.istio.io/service-account-name";

  /// Kinds and names of what was made into this.
  private static final String PARENTS = "internal.istio.io/parents";

  private InternalAnnotations() {}

  /// Whether the routes of this VirtualService are meant as the Gateway API has them.
  public static boolean hasGatewaySemantics(Metadata virtualService) {
    return GATEWAY_SEMANTICS.equals(virtualService.annotations().get(ROUTE_SEMANTICS));
  }

  /// Whether the Gateway names the Services that serve it.
  public static boolean namesServices(Metadata gateway) {
    return gateway.annotations().containsKey(GATEWAY_SERVICE);
  }

  /// The namespace of those Services, where the Kubernetes Gateway is.
  public static String servicesNamespace(Metadata gateway) {
    return gateway.annotations().getOrDefault(PARENT_NAMESPACE, gateway.namespace());
  }

  /// The hosts of those Services.
  public static List<String> services(Metadata gateway) {
    String hosts = gateway.annotations().getOrDefault(GATEWAY_SERVICE, "");
    return hosts.isEmpty() ? List.of() : List.of(hosts.split(","));
  }

  /// A VirtualService of that name, made of these routes, of which the first is whose it is.
  static Metadata ofRoutes(String name, List<? extends Resource> routes) {
    Metadata own = routes.getFirst().metadata();
    return new Metadata(
        own.namespace(),
        name,
        own.uid(),
        own.createdAt(),
        Map.of(),
        Map.of(
            ROUTE_SEMANTICS,
            GATEWAY_SEMANTICS,
            PARENTS,
            routes.stream().map(InternalAnnotations::parent).collect(Collectors.joining(","))));
  }

  private static String parent(Resource route) {
    Metadata own = route.metadata();
    return route.kind().text() + "/" + own.name() + "." + own.namespace();
  }

  /// Those of a DestinationRule that is made of these policies.
  static Map<String, String> ofPolicies(Collection<? extends Resource> policies) {
    return Map.of(
        PARENTS,
        policies.stream()
            .map(
                each ->
                    String.join(
                        "",
                        each.kind().text(),
                        "/",
                        each.metadata().namespace(),
                        ".",
                        each.metadata().name()))
            .collect(Collectors.joining(",")));
  }

  /// Whether a DestinationRule is made of policies, so that no user wrote it.
  public static boolean isOfPolicies(Metadata destinationRule) {
    return destinationRule.annotations().containsKey(PARENTS);
  }

  /// Whether a VirtualService is made of a TLSRoute.
  public static boolean isOfTlsRoute(Metadata virtualService) {
    return virtualService
        .annotations()
        .getOrDefault(PARENTS, "")
        .startsWith(Kind.TLS_ROUTE.text() + "/");
  }

  /// Those of a Gateway that is made of a listener of a Kubernetes Gateway in `namespace`;
  /// `deployed`: a controller deploys what serves it.
  static Map<String, String> ofListener(List<String> hosts, boolean deployed, String namespace) {
    return Map.of(
        GATEWAY_SEMANTICS_KEY,
        GATEWAY_SEMANTICS,
        GATEWAY_SERVICE,
        String.join(",", hosts),
        SERVICE_ACCOUNT,
        deployed ? hosts.getFirst() : "",
        PARENT_NAMESPACE,
        namespace);
  }

  /// Whether a Gateway is made of one of the Gateway API.
  public static boolean isOfGatewayApi(Metadata gateway) {
    return GATEWAY_SEMANTICS.equals(gateway.annotations().get(GATEWAY_SEMANTICS_KEY));
  }

  /// Whether a Gateway is of the Gateway API, and a controller deployed what serves it.
  public static boolean isDeployed(Metadata gateway) {
    return isOfGatewayApi(gateway)
        && !gateway.annotations().getOrDefault(SERVICE_ACCOUNT, "").isEmpty();
  }
}
