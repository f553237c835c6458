package io.limpet.xds.patch;

import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.limpet.model.istio.EnvoyFilter.ApplyTo;
import io.limpet.model.istio.EnvoyFilter.HostMatch;
import io.limpet.model.istio.EnvoyFilter.RouteConfigurationMatch;
import io.limpet.xds.resources.Resources;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Why a patch of routes changed nothing.
final class UnmatchedRoute {
  private final Collection<RouteConfiguration> tables;
  private final Set<String> names;

  UnmatchedRoute(Resources resources) {
    this.tables = resources.routes().values();
    this.names = resources.routes().keySet();
  }

  String reason(ReadPatch patch) {
    List<RouteConfiguration> matching =
        tables.stream().filter(each -> new RouteMatching(each).table(patch)).toList();
    if (matching.isEmpty()) {
      return noTable(patch);
    }
    if (patch.applyTo() == ApplyTo.ROUTE_CONFIGURATION) {
      return patch.operation() + " does nothing to a route configuration";
    }
    HostMatch asked = RouteMatching.hostMatch(patch);
    List<VirtualHost> all =
        matching.stream().flatMap(each -> each.getVirtualHostsList().stream()).toList();
    List<VirtualHost> hosts = all.stream().filter(each -> RouteMatching.host(patch, each)).toList();
    if (hosts.isEmpty() && asked != null) {
      return noHost(asked, all);
    }
    List<String> routes =
        hosts.stream()
            .flatMap(each -> each.getRoutesList().stream())
            .map(Route::getName)
            .filter(name -> !name.isEmpty())
            .toList();
    return asked == null || asked.route() == null
        ? "there is no route"
        : asked.route().name().isEmpty()
            ? "no route there has the action " + asked.route().action()
            : Reasons.noneCalled("route", asked.route().name(), routes);
  }

  private String noTable(ReadPatch patch) {
    if (!(patch.patch().match().object() instanceof RouteConfigurationMatch match)) {
      return "the gateway has no routes";
    }
    Set<Integer> ports = new TreeSet<>();
    tables.forEach(each -> ports.addAll(new RouteMatching(each).ports()));
    if (match.portNumber() != 0 && !ports.contains(match.portNumber())) {
      return "routes are matched by the port of a Gateway's server, and none is "
          + match.portNumber()
          + "; there "
          + Reasons.list(ports);
    }
    if (!match.name().isEmpty() && !names.contains(match.name())) {
      return Reasons.noneCalled("route configuration", match.name(), names);
    }
    return match.portName().isEmpty() && match.gateway().isEmpty()
        ? "no route configuration has all that is asked for"
        : "portName and gateway are known of HTTPS servers only, whose routes are called"
            + " https.PORT.NAME.GATEWAY.NAMESPACE; match plain HTTP by portNumber or name";
  }

  private static String noHost(HostMatch asked, List<VirtualHost> hosts) {
    if (asked.name().isEmpty()) {
      List<String> domains =
          hosts.stream().flatMap(each -> each.getDomainsList().stream()).toList();
      return "no virtual host has the domain "
          + asked.domainName()
          + "; "
          + Reasons.instead(asked.domainName(), domains);
    }
    List<String> known = hosts.stream().map(VirtualHost::getName).toList();
    return known.stream()
        .filter(each -> each.startsWith(asked.name() + ":"))
        .findFirst()
        .map(
            each ->
                "no virtual host is called " + asked.name() + "; did you mean \"" + each + "\"?")
        .orElseGet(() -> Reasons.noneCalled("virtual host", asked.name(), known));
  }
}
