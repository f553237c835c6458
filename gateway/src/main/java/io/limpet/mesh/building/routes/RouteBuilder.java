package io.limpet.mesh.building.routes;

import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.PathMatch;
import io.limpet.mesh.Route;
import io.limpet.mesh.Route.ConfigSource;
import io.limpet.mesh.RouteAction;
import io.limpet.mesh.RouteAction.Forward;
import io.limpet.mesh.RouteMatch;
import io.limpet.mesh.SessionPolicy;
import io.limpet.mesh.building.gateways.GatewayServers.Bound;
import io.limpet.model.istio.Destination;
import io.limpet.model.istio.HeaderOperations;
import io.limpet.model.istio.HttpMatch;
import io.limpet.model.istio.HttpRoute;
import io.limpet.model.istio.VirtualService;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The routes of a VirtualService for one server (`BuildHTTPRoutesForVirtualService` and
/// `TranslateRoute` in Istio's `core/route/route.go`).
final class RouteBuilder {
  private final MeshOptions options;
  private final MatchBuilder matches;
  private final ForwardBuilder forwards;

  RouteBuilder(MeshOptions options, GatewayProxy proxy, ForwardBuilder forwards) {
    this.options = options;
    this.matches = new MatchBuilder(proxy);
    this.forwards = forwards;
  }

  /// In the order written, up to the first that catches every request.
  List<Route> routes(VirtualService service, Bound bound) {
    List<Route> routes = new ArrayList<>();
    for (HttpRoute http : service.http()) {
      if (http.action() instanceof io.limpet.model.istio.RouteAction.Delegate) {
        continue; // led nowhere: those that lead somewhere were replaced
      }
      if (http.matches().isEmpty()) {
        routes.add(route(new Written(service, http, null, bound)));
        return routes;
      }
      for (HttpMatch match : http.matches()) {
        if (matches.applies(match, bound)) {
          Route route = route(new Written(service, http, match, bound));
          routes.add(route);
          if (route.match().catchesAll()) {
            return routes;
          }
        }
      }
    }
    return routes;
  }

  /// One match of one rule, on one server.
  record Written(VirtualService service, HttpRoute http, @Nullable HttpMatch match, Bound bound) {
    String namespace() {
      return service.metadata().namespace();
    }

    int serverPort() {
      return bound.server().port();
    }

    RouteSemantics semantics() {
      return RouteSemantics.of(service.metadata());
    }
  }

  private Route route(Written written) {
    RouteMatch match =
        written.match() == null
            ? RouteMatch.ALL
            : MatchBuilder.build(written.match(), written.semantics());
    RouteAction action = action(written, match);
    HttpRoute http = written.http();
    return new Route(
        name(http, written.match()),
        written.match() == null ? "" : written.match().statPrefix(),
        new ConfigSource(
            "virtual-service", written.namespace(), written.service().metadata().name()),
        match,
        operation(written, match, action),
        action,
        headers(written),
        RouteExtras.fault(http.fault()),
        RouteExtras.cors(http.corsPolicy()),
        action instanceof Forward ? forwards.routeSession(written) : new SessionPolicy.None());
  }

  /// Clients are told where HTTP/3 is to be had (`buildHTTP3AltSvcHeader`).
  private static Route.HeaderEdits headers(Written written) {
    Route.HeaderEdits own = HeaderRules.edits(allHeaders(written.http()));
    if (!written.bound().quic()) {
      return own;
    }
    List<Route.HeaderEdit> response = new ArrayList<>(own.response());
    response.add(
        new Route.HeaderEdit.Add(
            "alt-svc", "h3=\":%d\"; ma=86400".formatted(written.serverPort())));
    return new Route.HeaderEdits(own.request(), response);
  }

  private static String name(HttpRoute http, @Nullable HttpMatch match) {
    return match == null || match.name().isEmpty() ? http.name() : http.name() + "." + match.name();
  }

  /// The headers of a destination that stands alone are the route's.
  private static List<HeaderOperations> allHeaders(HttpRoute http) {
    List<HeaderOperations> all = new ArrayList<>();
    if (http.headers() != null) {
      all.add(http.headers());
    }
    if (http.action() instanceof io.limpet.model.istio.RouteAction.Forward(var destinations)
        && destinations.size() == 1) {
      all.add(destinations.getFirst().headers());
    }
    return all;
  }

  private RouteAction action(Written written, RouteMatch match) {
    return switch (written.http().action()) {
      case io.limpet.model.istio.RouteAction.Forward(var destinations) ->
          forwards.forward(written, match, destinations);
      case io.limpet.model.istio.RouteAction.Redirect redirect -> redirect(redirect, written);
      case io.limpet.model.istio.RouteAction.DirectResponse(int status, var body) ->
          new RouteAction.DirectResponse(status, RouteExtras.body(body));
      case io.limpet.model.istio.RouteAction.Delegate delegate ->
          throw new IllegalStateException("a delegating rule is no route: " + delegate);
    };
  }

  private RouteAction redirect(
      io.limpet.model.istio.RouteAction.Redirect redirect, Written written) {
    return new RedirectBuilder(options, written.semantics())
        .redirect(redirect, written.serverPort(), written.bound().server().tls() != null);
  }

  /// What a span is called: the cluster and path, or the VirtualService where there is not exactly
  /// one cluster.
  private static String operation(Written written, RouteMatch match, RouteAction action) {
    String path =
        switch (match.path()) {
          case PathMatch.Prefix(String prefix) -> prefix + "*";
          case PathMatch.Exact(String exact) -> exact;
          case PathMatch.Regex(String expression) -> expression;
          case PathMatch.SeparatedPrefix _ -> "/*";
        };
    if (action instanceof Forward forward && !forward.weighted()) {
      String[] parts = forward.destinations().getFirst().cluster().split("\\|", -1);
      if (parts.length == 4) {
        return parts[3] + ":" + parts[1] + path;
      }
    }
    return written.service().metadata().name() + ":" + written.serverPort() + path;
  }

  /// A host that is itself a Service of its own VirtualService, if only of its copies, carries that
  /// Service's session, for all its routes (`core/gateway.go`).
  SessionPolicy hostSession(VirtualService service, String host) {
    for (HttpRoute http : service.http()) {
      for (Destination each : receivers(http)) {
        if (each.host().equals(host)) {
          return forwards
              .service(each, service.metadata().namespace())
              .map(forwards::session)
              .orElse(new SessionPolicy.None());
        }
      }
    }
    return new SessionPolicy.None();
  }

  private static List<Destination> receivers(HttpRoute http) {
    List<Destination> all = new ArrayList<>();
    if (http.action() instanceof io.limpet.model.istio.RouteAction.Forward(var destinations)) {
      destinations.forEach(each -> all.add(each.destination()));
    }
    http.mirroring().all().forEach(each -> all.add(each.destination()));
    return all;
  }
}
