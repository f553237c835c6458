package io.limpet.mesh.gatewayapi;

import io.limpet.model.Metadata;
import java.util.List;
import java.util.Map;

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
  static final String GATEWAY_SEMANTICS = "gateway";

  private InternalAnnotations() {}

  /// Whether the routes of this VirtualService are meant as the Gateway API has them.
  public static boolean hasGatewaySemantics(Metadata virtualService) {
    return GATEWAY_SEMANTICS.equals(virtualService.annotations().get(ROUTE_SEMANTICS));
  }

  /// Whether the Gateway names the Services that serve it.
  public static boolean namesServices(Metadata gateway) {
    return gateway.annotations().containsKey(GATEWAY_SERVICE);
  }

  /// The hosts of those Services.
  public static List<String> services(Metadata gateway) {
    String hosts = gateway.annotations().getOrDefault(GATEWAY_SERVICE, "");
    return hosts.isEmpty() ? List.of() : List.of(hosts.split(","));
  }

  static Map<String, String> gatewaySemantics() {
    return Map.of(ROUTE_SEMANTICS, GATEWAY_SEMANTICS);
  }

  static Map<String, String> servedBy(List<String> hosts) {
    return Map.of(GATEWAY_SERVICE, String.join(",", hosts));
  }
}
