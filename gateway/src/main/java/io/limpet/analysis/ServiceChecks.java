package io.limpet.analysis;

import io.limpet.mesh.GatewayProxy;
import io.limpet.model.istio.Gateway;
import java.util.Set;

/// Gateways and ServiceEntries that serve nothing.
final class ServiceChecks {
  private ServiceChecks() {}

  static void checkSelector(Gateway gateway, GatewayProxy proxy, Findings findings) {
    if (!proxy.selectedBy(gateway.selector())) {
      findings.warning(
          "spec.selector",
          "selects-no-gateway",
          gateway.selector()
              + " does not select this gateway, whose labels are "
              + proxy.labels()
              + "; correct the selector, or start the gateway with --proxy-labels");
    }
  }

  /// `emptyHosts` are named by the port of the server that they stand for.
  static void checkServers(Gateway gateway, Set<String> emptyHosts, Findings findings) {
    for (int i = 0; i < gateway.servers().size(); i++) {
      Gateway.Server server = gateway.servers().get(i);
      String field = "spec.servers[" + i + "]";
      if (emptyHosts.contains("blackhole:" + server.port())) {
        findings.warning(
            field,
            "no-routes",
            "no VirtualService is bound to port "
                + server.port()
                + ", so every request is answered with 404; name this Gateway in one");
      }
    }
  }
}
