package io.limpet.analysis;

import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.SkippedServer;
import io.limpet.mesh.building.listeners.DownstreamTlsBuilder;
import io.limpet.mesh.building.listeners.SecretBuilder;
import io.limpet.model.Problem;
import io.limpet.model.istio.Gateway;
import io.limpet.model.istio.ProxyConfig;
import io.limpet.model.istio.ProxyConfigReader;
import io.limpet.model.kubernetes.Pod;
import java.util.List;

/// Servers of Gateways that do not listen, or that have no certificate.
final class ServerChecks {
  private ServerChecks() {}

  static void checkSkipped(Gateway gateway, List<SkippedServer> skipped, Findings findings) {
    for (SkippedServer each : skipped) {
      if (each.gateway().equals(gateway.id())) {
        Gateway.Server server = gateway.servers().get(each.server());
        check(each, server, "spec.servers[" + each.server() + "]", findings);
      }
    }
  }

  private static void check(
      SkippedServer skipped, Gateway.Server server, String field, Findings findings) {
    switch (skipped.reason()) {
      case HOST_TAKEN ->
          findings.error(
              field + ".hosts",
              "host-taken",
              "has a host of an earlier server with TLS on port "
                  + skipped.port()
                  + ", so it does not listen; give each host to one server");
      case PORT_TAKEN ->
          findings.error(
              field + ".port",
              "port-taken",
              "is port "
                  + skipped.port()
                  + " of the gateway, where an earlier server speaks something else, so "
                  + server.protocol()
                  + " does not listen; choose another port");
      case NAME_TAKEN ->
          findings.error(
              field + ".port.name",
              "name-taken",
              "is the name of an earlier server on port "
                  + skipped.port()
                  + ", so it does not listen; name each port differently");
      case MATCH_TAKEN ->
          findings.error(
              field + ".hosts",
              "match-taken",
              "asks for the same connections as an earlier server on port "
                  + skipped.port()
                  + ", and an Envoy refuses the two, so it does not listen; give each its hosts");
      case SERVER_NAME_TAKEN ->
          findings.error(
              field,
              "server-name-taken",
              "has several rules of VirtualServices for one of its sniHosts, of which the first"
                  + " counts; keep one");
      case NO_ROUTE ->
          findings.warning(
              field,
              "no-routes",
              "no VirtualService says where its connections go, so port "
                  + server.port()
                  + " does not listen for it; name this Gateway in one with "
                  + (server.endsTls() || server.tls() == null ? "tcp" : "tls"));
      case STRANGER -> stranger(server, findings);
      case PRIVILEGED_PORT ->
          findings.warning(
              field + ".port",
              "privileged-port",
              "is port "
                  + skipped.port()
                  + " of a gateway that may not listen below 1024; let a Service lead to another");
    }
  }

  private static void stranger(Gateway.Server server, Findings findings) {
    findings.warning(
        "metadata.namespace",
        "not-merged",
        "is none of those whose Gateways of the Gateway API this gateway is deployed for, so port "
            + server.port()
            + " does not listen for it; move it there, or write a Gateway of the Gateway API");
  }

  /// What a gateway's Pod says of its proxy.
  static void checkPod(Pod pod, GatewayProxy proxy, List<Problem> problems) {
    boolean own =
        pod.metadata().namespace().equals(proxy.namespace())
            && pod.metadata().labels().entrySet().containsAll(proxy.labels().entrySet());
    if (own) {
      var found = new io.limpet.model.fields.Findings(pod.origin().source());
      found.about(pod.id().toString());
      ProxyConfig _ = ProxyConfigReader.ofPod(pod.metadata(), found);
      String field = "metadata.annotations[" + ProxyConfigReader.ANNOTATION + "]";
      for (Problem each : found.problems()) {
        String place = each.field().isEmpty() ? field : field + "." + each.field();
        problems.add(
            new Problem(
                each.severity(),
                pod.origin(),
                each.resource(),
                place,
                each.code(),
                each.message()));
      }
    }
  }

  static void checkSecrets(Gateway gateway, SecretBuilder secrets, Findings findings) {
    for (int i = 0; i < gateway.servers().size(); i++) {
      Gateway.Server server = gateway.servers().get(i);
      for (String name :
          server.refused() ? List.<String>of() : DownstreamTlsBuilder.secretNames(server)) {
        if (secrets.find(name) instanceof SecretBuilder.Found.Bad(String secret, String why)) {
          findings.error(
              "spec.servers[" + i + "].tls.credentialName",
              "bad-secret",
              "the Secret "
                  + secret
                  + " "
                  + why
                  + ", so no connection is taken here, unless what it was before still serves; mend"
                  + " it in the gateway's namespace");
        }
      }
    }
  }
}
