package io.limpet.xds.patch;

import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.limpet.model.istio.EnvoyFilter.HostMatch;
import io.limpet.model.istio.EnvoyFilter.RouteConfigurationMatch;
import io.limpet.model.istio.EnvoyFilter.RouteKind;
import io.limpet.model.istio.EnvoyFilter.RouteMatch;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which route configurations of a gateway, virtual hosts and routes a patch is for
/// (`routeConfigurationMatch` and the like in Istio's `core/envoyfilter/rc_patch.go`).
///
/// A gateway's route configuration is called `http.PORT` or `https.PORT.NAME.GATEWAY.NAMESPACE`.
/// Ports are those of the Gateways' servers, with which virtual hosts' names end: a listener has
/// another where the Service in front has a `targetPort`.
final class RouteMatching {
  private static final int PARTS_OF_HTTPS = 5;

  private final String name;
  private final Set<Integer> ports;
  private final String portName;
  private final String gateway;

  RouteMatching(RouteConfiguration routes) {
    List<String> parts = List.of(routes.getName().split("\\.", -1));
    boolean https = parts.getFirst().equals("https") && parts.size() >= PARTS_OF_HTTPS;
    this.name = routes.getName();
    this.portName = https ? parts.get(2) : "";
    this.gateway = https ? parts.get(4) + "/" + parts.get(3) : "";
    this.ports = servicePorts(routes);
    if (ports.isEmpty() && parts.size() > 1) {
      ports.add(number(parts.get(1)));
    }
  }

  private static Set<Integer> servicePorts(RouteConfiguration routes) {
    Set<Integer> ports = new TreeSet<>();
    for (VirtualHost host : routes.getVirtualHostsList()) {
      int port = number(host.getName().substring(host.getName().lastIndexOf(':') + 1));
      if (port > 0) {
        ports.add(port);
      }
    }
    return ports;
  }

  private static int number(String text) {
    return text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
  }

  Set<Integer> ports() {
    return ports;
  }

  boolean table(ReadPatch patch) {
    return !(patch.patch().match().object() instanceof RouteConfigurationMatch match)
        || ((match.portNumber() == 0 || ports.contains(match.portNumber()))
            && (match.portName().isEmpty() || match.portName().equals(portName))
            && (match.gateway().isEmpty() || match.gateway().equals(gateway))
            && (match.name().isEmpty() || match.name().equals(name)));
  }

  static @Nullable HostMatch hostMatch(ReadPatch patch) {
    return patch.patch().match().object() instanceof RouteConfigurationMatch match
        ? match.host()
        : null;
  }

  static boolean host(ReadPatch patch, VirtualHost host) {
    HostMatch match = hostMatch(patch);
    return match == null
        || ((match.name().isEmpty() || match.name().equals(host.getName()))
            && (match.domainName().isEmpty()
                || host.getDomainsList().contains(match.domainName())));
  }

  static boolean namesRoute(ReadPatch patch) {
    HostMatch match = hostMatch(patch);
    return match != null && match.route() != null;
  }

  static boolean route(ReadPatch patch, Route route) {
    HostMatch host = hostMatch(patch);
    RouteMatch match = host == null ? null : host.route();
    return match == null
        || ((match.name().isEmpty() || match.name().equals(route.getName()))
            && isOf(match.action(), route));
  }

  private static boolean isOf(RouteKind kind, Route route) {
    return switch (route.getActionCase()) {
      case ROUTE -> kind == RouteKind.ANY || kind == RouteKind.ROUTE;
      case REDIRECT -> kind == RouteKind.ANY || kind == RouteKind.REDIRECT;
      case DIRECT_RESPONSE -> kind == RouteKind.ANY || kind == RouteKind.DIRECT_RESPONSE;
      case FILTER_ACTION, NON_FORWARDING_ACTION, ACTION_NOT_SET -> true;
    };
  }
}
