package io.limpet.mesh.building.gatewayapi;

import io.limpet.model.Resource;
import io.limpet.model.gatewayapi.GatewayClass;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which classes of Gateways are served here (`classinfo.go` in Istio's
/// `pilot/pkg/config/kube/gatewaycommon`). Those of Istio's own are known without a resource, which
/// may give their names to somebody else.
final class Classes {
  private static final String ISTIO_CONTROLLER = "istio.io/gateway-controller";
  private static final String LIMPET_CONTROLLER = "limpet.io/gateway-controller";

  private final boolean compatIstio;

  /// Class → controller.
  private final Map<String, String> controllers = new HashMap<>();

  Classes(GatewayApi.Behaviour behaviour, List<Resource> gatewayClasses) {
    this.compatIstio = behaviour.compatIstio();
    controllers.put("istio", ISTIO_CONTROLLER);
    if (!compatIstio) {
      controllers.put("limpet", LIMPET_CONTROLLER);
    }
    for (Resource each : gatewayClasses) {
      if (each instanceof GatewayClass gatewayClass) {
        controllers.put(gatewayClass.metadata().name(), gatewayClass.controllerName());
      }
    }
  }

  boolean isOurs(String gatewayClass) {
    String controller = controllers.getOrDefault(gatewayClass, "");
    return controller.equals(ISTIO_CONTROLLER)
        || (controller.equals(LIMPET_CONTROLLER) && !compatIstio);
  }

  /// Names that are served for certain, for people.
  String examples() {
    return compatIstio ? "istio" : "istio or limpet";
  }
}
