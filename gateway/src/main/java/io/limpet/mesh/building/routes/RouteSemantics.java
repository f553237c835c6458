package io.limpet.mesh.building.routes;

import io.limpet.mesh.building.gatewayapi.InternalAnnotations;
import io.limpet.model.Metadata;

/// Whose rules hold for a VirtualService: Istio's own, or those of the API that it was made from.
/// Istio keeps this in an annotation (`InternalRouteSemantics` in its `pkg/config/constants`).
enum RouteSemantics {
  ISTIO,
  INGRESS,
  GATEWAY;

  private static final String OF_INGRESS = "ingress";

  static RouteSemantics of(Metadata metadata) {
    if (InternalAnnotations.hasGatewaySemantics(metadata)) {
      return GATEWAY;
    }
    String written = metadata.annotations().get(InternalAnnotations.ROUTE_SEMANTICS);
    return OF_INGRESS.equals(written) ? INGRESS : ISTIO;
  }
}
