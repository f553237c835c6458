package io.limpet.mesh.building.gatewayapi;

import io.limpet.model.gatewayapi.KubernetesGateway;
import io.limpet.model.gatewayapi.KubernetesGateway.Address;
import java.util.ArrayList;
import java.util.List;

/// Which Services lead to a Gateway (`extractGatewayServices` in Istio's `conversion.go`).
record Addresses(GatewayApi.Behaviour behaviour, Names names) {
  /// The name that a Gateway's own Service has where the annotation says so.
  private static final String NAME_OVERRIDE = "gateway.istio.io/name-override";

  /// The hosts of the Services; `deployed`: a controller makes the only one. `everywhere`: whoever
  /// is asked serves the Gateway.
  record Front(List<String> services, boolean deployed, boolean everywhere) {
    Front {
      services = List.copyOf(services);
    }

    boolean isNobody() {
      return services.isEmpty() && !everywhere;
    }
  }

  Front front(KubernetesGateway gateway, Refusals refusals) {
    if (!isManaged(gateway)) {
      return new Front(named(gateway, refusals), false, false);
    }
    String host = names.serviceHost(gateway.metadata().namespace(), deployedName(gateway));
    // Where nobody has deployed anything for the Gateway, whoever is asked serves it.
    return !behaviour.compatIstio() && !names.hasHost(host)
        ? new Front(List.of(), false, true)
        : new Front(List.of(host), true, false);
  }

  /// Whether a controller is to deploy what serves the Gateway (`IsManaged`).
  private static boolean isManaged(KubernetesGateway gateway) {
    return gateway.addresses().isEmpty()
        || (gateway.addresses().size() == 1
            && gateway.addresses().getFirst().type().equals("IPAddress"));
  }

  private static String deployedName(KubernetesGateway gateway) {
    return gateway
        .metadata()
        .annotations()
        .getOrDefault(NAME_OVERRIDE, gateway.metadata().name() + "-" + gateway.gatewayClassName());
  }

  private List<String> named(KubernetesGateway gateway, Refusals refusals) {
    List<String> hosts = new ArrayList<>();
    for (int i = 0; i < gateway.addresses().size(); i++) {
      Address address = gateway.addresses().get(i);
      String place = "spec.addresses[" + i + "]";
      if (!address.type().equals("Hostname")) {
        refusals.warning(
            place,
            "UnsupportedAddress",
            "is of the type "
                + address.type()
                + ", of which one alone may stand; name the gateway's Service with Hostname");
        continue;
      }
      String written = address.value();
      String host =
          written.indexOf('.') < 0
              ? names.serviceHost(gateway.metadata().namespace(), written)
              : written;
      hosts.add(host);
      if (!names.hasHost(host)) {
        refusals.error(
            place,
            "AddressNotUsable",
            "no Service has the host " + host + ", so nothing listens there; name the gateway's");
      }
    }
    return hosts;
  }
}
