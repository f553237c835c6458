package io.limpet.analysis;

import io.limpet.mesh.building.gateways.GatewayReferences;
import io.limpet.model.istio.Gateway;
import io.limpet.model.istio.Gateway.Server;
import io.limpet.model.istio.L4Route;
import io.limpet.model.istio.VirtualService;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Rules of VirtualServices that no server of their Gateways looks at: those of another protocol
/// than the servers', of other ports, and of other Gateways.
final class BoundChecks {
  private final VirtualService service;
  private final List<Server> servers;
  private final Findings findings;

  private BoundChecks(VirtualService service, List<Server> servers, Findings findings) {
    this.service = service;
    this.servers = servers;
    this.findings = findings;
  }

  /// Nothing is said of one that is for sidecars too, or names a Gateway that nobody knows.
  static void check(VirtualService service, Known known, Findings findings) {
    List<String> names = GatewayReferences.bound(service);
    List<Gateway> gateways = names.stream().flatMap(name -> known.gateway(name).stream()).toList();
    if (names.isEmpty()
        || gateways.size() < names.size()
        || names.size() < service.gateways().size()) {
      return;
    }
    List<Server> servers = gateways.stream().flatMap(each -> each.servers().stream()).toList();
    BoundChecks checks = new BoundChecks(service, servers, findings);
    checks.checkProtocols();
    checks.checkMatches();
  }

  private void checkProtocols() {
    unread(!service.http().isEmpty(), "http", Server::readsHttp, "tcp, or tls for PASSTHROUGH");
    unread(!service.tls().isEmpty(), "tls", BoundChecks::passesTls, "http or tcp");
    unread(
        !service.tcp().isEmpty(),
        "tcp",
        server -> !server.readsHttp() && !passesTls(server),
        "http, or tls for PASSTHROUGH");
  }

  private void unread(boolean written, String key, Predicate<Server> looks, String remedy) {
    if (written && servers.stream().noneMatch(looks)) {
      findings.warning(
          "spec." + key,
          "no-effect",
          "has no effect, as the servers of "
              + service.gateways()
              + " are "
              + servers.stream().map(BoundChecks::words).distinct().toList()
              + "; write "
              + remedy
              + ", or another server");
    }
  }

  private static boolean passesTls(Server server) {
    return server.tls() != null && server.tls().passesThrough() && !server.protocol().isPlainHttp();
  }

  private static String words(Server server) {
    return server.tls() == null || server.protocol().isPlainHttp()
        ? server.protocol().toString()
        : server.protocol() + " " + server.tls().mode();
  }

  private void checkMatches() {
    for (int i = 0; i < service.http().size(); i++) {
      for (int j = 0; j < service.http().get(i).matches().size(); j++) {
        var match = service.http().get(i).matches().get(j);
        check("spec.http[" + i + "].match[" + j + "]", match.port(), match.gateways());
      }
    }
    checkMatches(service.tls(), "spec.tls");
    checkMatches(service.tcp(), "spec.tcp");
  }

  private void checkMatches(List<L4Route> routes, String field) {
    for (int i = 0; i < routes.size(); i++) {
      for (int j = 0; j < routes.get(i).matches().size(); j++) {
        var match = routes.get(i).matches().get(j);
        check(field + "[" + i + "].match[" + j + "]", match.port(), match.gateways());
      }
    }
  }

  private void check(String field, int port, List<String> gateways) {
    Set<Integer> ports = servers.stream().map(Server::port).collect(Collectors.toSet());
    if (port != 0 && !ports.contains(port)) {
      findings.warning(
          field + ".port",
          "never-matches",
          "never matches, as no server of "
              + service.gateways()
              + " has port "
              + port
              + "; write one of "
              + ports.stream().sorted().toList());
    }
    List<String> bound = GatewayReferences.bound(service);
    List<String> named = GatewayReferences.resolve(gateways, service.metadata().namespace());
    if (!gateways.isEmpty() && named.stream().noneMatch(bound::contains)) {
      findings.warning(
          field + ".gateways",
          "never-matches",
          "never matches at a gateway, as " + gateways + " is none of spec.gateways; add it there");
    }
  }
}
