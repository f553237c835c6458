package io.limpet.analysis;

import io.limpet.mesh.GatewayProxy;
import io.limpet.model.istio.Gateway;
import io.limpet.model.istio.ServiceEntry;

/// Gateways and ServiceEntries that serve nothing.
final class ServiceChecks {
  private ServiceChecks() {}

  static void check(ServiceEntry entry, Findings findings) {
    if (!entry.workloadSelector().isEmpty()) {
      findings.error(
          "spec.workloadSelector",
          "not-carried",
          "is not carried yet, so it selects nothing; list the endpoints");
    }
  }

  static void check(Gateway gateway, GatewayProxy proxy, Findings findings) {
    if (!proxy.selectedBy(gateway.selector())) {
      findings.warning(
          "spec.selector",
          "selects-no-gateway",
          gateway.selector()
              + " does not select this gateway, whose labels are "
              + proxy.labels()
              + "; correct the selector, or start the gateway with --proxy-labels");
    }
    for (int i = 0; i < gateway.servers().size(); i++) {
      Gateway.Server server = gateway.servers().get(i);
      String field = "spec.servers[" + i + "]";
      if (server.hosts().isEmpty()) {
        findings.error(
            field + ".hosts",
            "no-hosts",
            "names no host, so it serves none; write [\"*\"] for all");
      }
    }
  }
}
