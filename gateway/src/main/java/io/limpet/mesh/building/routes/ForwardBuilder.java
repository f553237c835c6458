package io.limpet.mesh.building.routes;

import io.limpet.mesh.Feature;
import io.limpet.mesh.Fix;
import io.limpet.mesh.FractionalPercent;
import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.PathMatch;
import io.limpet.mesh.Route;
import io.limpet.mesh.RouteAction;
import io.limpet.mesh.RouteAction.Forward;
import io.limpet.mesh.RouteAction.PathRewrite;
import io.limpet.mesh.RouteAction.Rewrite;
import io.limpet.mesh.RouteMatch;
import io.limpet.mesh.SessionPolicy;
import io.limpet.mesh.SessionPolicy.Hashed;
import io.limpet.mesh.building.routes.RouteBuilder.Written;
import io.limpet.mesh.building.rules.DestinationRules;
import io.limpet.mesh.building.rules.DestinationRules.Rule;
import io.limpet.mesh.building.rules.HashPolicy;
import io.limpet.mesh.building.services.ClusterNames;
import io.limpet.mesh.building.services.MeshService;
import io.limpet.mesh.building.services.ServiceIndex;
import io.limpet.mesh.building.services.SessionLabels;
import io.limpet.model.fields.Expressions;
import io.limpet.model.istio.Destination;
import io.limpet.model.istio.HeaderOperations;
import io.limpet.model.istio.HttpRoute;
import io.limpet.model.istio.Mirroring.Mirror;
import io.limpet.model.istio.Percent;
import io.limpet.model.istio.RouteAction.WeightedDestination;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The clusters of a route, and how its requests are kept on an endpoint there.
final class ForwardBuilder {
  private final MeshOptions options;
  private final GatewayProxy proxy;
  private final ServiceIndex services;
  private final DestinationRules rules;
  private final HashPolicy hashes;
  private final RetryBuilder retries;

  ForwardBuilder(
      MeshOptions options, GatewayProxy proxy, ServiceIndex services, DestinationRules rules) {
    this.options = options;
    this.proxy = proxy;
    this.services = services;
    this.rules = rules;
    this.hashes = new HashPolicy(options);
    this.retries = new RetryBuilder(options);
  }

  Forward forward(Written written, RouteMatch match, List<WeightedDestination> destinations) {
    HttpRoute http = written.http();
    List<WeightedDestination> shares = shares(destinations);
    List<Hashed> hashed = shares.stream().flatMap(each -> hash(each, written).stream()).toList();
    boolean several = destinations.size() > 1;
    Duration timeout = http.timeout() == null ? Duration.ZERO : http.timeout();
    return new Forward(
        shares.stream().map(each -> destination(each, written, several)).toList(),
        hashed.stream().map(Hashed::key).toList(),
        several && hashed.size() == shares.size() && options.has(Fix.MIXED_WEIGHTS),
        written.semantics() == RouteSemantics.GATEWAY,
        rewrite(written, match, destinations),
        timeout,
        retries.retries(http.retries(), !several && !hashed.isEmpty()),
        mirrors(written));
  }

  /// A share that is written as 0 is no copy at all; what is less than a millionth still is one.
  private List<RouteAction.Mirror> mirrors(Written written) {
    List<RouteAction.Mirror> mirrors = new ArrayList<>();
    for (Mirror mirror : written.http().mirroring().all()) {
      Percent share = mirror.share();
      if (!isNothing(share)) {
        mirrors.add(
            new RouteAction.Mirror(
                cluster(mirror.destination(), written),
                share == null ? FractionalPercent.ALL : FractionalPercent.of(share),
                options.on(Feature.DISABLE_SHADOW_HOST_SUFFIX)));
      }
    }
    return mirrors;
  }

  private static boolean isNothing(@Nullable Percent share) {
    return switch (share) {
      case null -> false;
      case Percent.Exact(double value) -> value <= 0;
      case Percent.Whole(int value) -> value <= 0;
    };
  }

  /// Those that get requests: one that stands alone, or all with a weight. Where nobody has any
  /// weight, which Istio's validation refuses, all share alike.
  private static List<WeightedDestination> shares(List<WeightedDestination> all) {
    List<WeightedDestination> weighty = all.stream().filter(each -> each.weight() > 0).toList();
    return all.size() == 1 || weighty.isEmpty() ? all : weighty;
  }

  private RouteAction.Destination destination(
      WeightedDestination each, Written written, boolean several) {
    return new RouteAction.Destination(
        cluster(each.destination(), written),
        Math.max(1, each.weight()),
        several,
        several ? HeaderRules.edits(List.of(each.headers())) : Route.HeaderEdits.NONE,
        several ? HeaderRules.authority(each.headers()) : "",
        several
                && options.has(Fix.MIXED_WEIGHTS)
                && written.http().session() == null
                && !sameSession(written)
            ? session(each, written)
            : new SessionPolicy.None());
  }

  /// Of those who name an authority, `rewrite` comes before the route's headers, and these before
  /// the headers of a destination that stands alone.
  private static Rewrite rewrite(
      Written written, RouteMatch match, List<WeightedDestination> destinations) {
    HttpRoute.Rewrite rewrite = written.http().rewrite();
    HeaderOperations headers = written.http().headers();
    String authority = rewrite == null ? "" : rewrite.authority();
    if (authority.isEmpty() && headers != null) {
      authority = HeaderRules.authority(headers);
    }
    if (authority.isEmpty() && destinations.size() == 1) {
      authority = HeaderRules.authority(destinations.getFirst().headers());
    }
    PathRewrite path =
        rewrite == null ? new PathRewrite.Keep() : path(rewrite.path(), match, written.semantics());
    return new Rewrite(path, authority);
  }

  /// The Gateway API's prefix that becomes `/` goes with the slash behind it, if there is one.
  private static PathRewrite path(
      HttpRoute.PathRewrite written, RouteMatch match, RouteSemantics semantics) {
    return switch (written) {
      case HttpRoute.PathRewrite.Keep() -> new PathRewrite.Keep();
      case HttpRoute.PathRewrite.Replace(String uri)
          when semantics == RouteSemantics.GATEWAY && uri.equals("/") -> {
        String prefix =
            match.path() instanceof PathMatch.SeparatedPrefix(String separated) ? separated : "";
        yield new PathRewrite.Regex("^" + Expressions.quote(prefix) + "(/?)(.*)", "/\\2");
      }
      case HttpRoute.PathRewrite.Replace(String uri) -> new PathRewrite.Replace(uri);
      case HttpRoute.PathRewrite.Regex(String expression, String with) ->
          new PathRewrite.Regex(expression, with);
    };
  }

  private String cluster(Destination destination, Written written) {
    if (destination.host().isEmpty()) {
      return ClusterNames.UNKNOWN;
    }
    String alias =
        service(destination, written.namespace()).map(MeshService::externalName).orElse("");
    return ClusterNames.outbound(
        port(destination, written),
        subset(destination, written),
        alias.isEmpty() ? destination.host() : alias);
  }

  /// The service of that host, if the gateway sees it: before others the one beside the
  /// VirtualService, whose namespace is given.
  Optional<MeshService> service(Destination destination, String namespace) {
    return services
        .find(destination.host(), namespace, proxy.namespace())
        .filter(each -> each.visibleTo(proxy.namespace()));
  }

  /// The port written, or the only one of the service, or else the server's.
  private int port(Destination destination, Written written) {
    if (destination.port() != 0) {
      return destination.port();
    }
    return onlyPort(destination, written.namespace()).orElse(written.serverPort());
  }

  private Optional<Integer> onlyPort(Destination destination, String namespace) {
    return service(destination, namespace)
        .filter(service -> service.ports().size() == 1)
        .map(service -> service.ports().getFirst().number());
  }

  /// A subset that nobody defines means the whole service, where istiod would answer 503.
  private String subset(Destination destination, Written written) {
    if (destination.subset().isEmpty() || !options.has(Fix.REFUSED_VALUES)) {
      return destination.subset();
    }
    Rule rule = rule(destination, written.namespace());
    boolean defined = rule != null && rule.subsets().containsKey(destination.subset());
    boolean known = service(destination, written.namespace()).isPresent();
    return defined || !known ? destination.subset() : "";
  }

  private @Nullable Rule rule(Destination destination, String namespace) {
    return service(destination, namespace).flatMap(rules::find).orElse(null);
  }

  private Optional<Hashed> hash(WeightedDestination each, Written written) {
    Destination destination = each.destination();
    int port = destination.port();
    if (port == 0 && options.has(Fix.PORTLESS_HASH)) {
      port = onlyPort(destination, written.namespace()).orElse(0);
    }
    Rule rule = rule(destination, written.namespace());
    return hashes.ofDestination(rule, destination.subset(), port);
  }

  /// What a route, or a virtual host, to the service carries.
  SessionPolicy session(MeshService service) {
    return SessionLabels.onRoutes(service, options);
  }

  private SessionPolicy session(WeightedDestination each, Written written) {
    return service(each.destination(), written.namespace())
        .map(this::session)
        .orElse(new SessionPolicy.None());
  }

  private static List<WeightedDestination> destinations(Written written) {
    return written.http().action() instanceof io.limpet.model.istio.RouteAction.Forward(var all)
        ? shares(all)
        : List.of();
  }

  private boolean sameSession(Written written) {
    return destinations(written).stream().map(each -> session(each, written)).distinct().count()
        <= 1;
  }

  /// What the route asks for as a whole. In istiod each destination takes the place of the one
  /// before, also by asking for nothing, until two in a row ask for something.
  SessionPolicy routeSession(Written written) {
    if (written.http().session() != null) {
      return RouteSessions.policy(written.http().session(), written.bound().server().endsTls());
    }
    if (options.has(Fix.MIXED_WEIGHTS)) {
      List<WeightedDestination> all = destinations(written);
      return sameSession(written) && !all.isEmpty()
          ? session(all.getFirst(), written)
          : new SessionPolicy.None();
    }
    SessionPolicy held = new SessionPolicy.None();
    for (WeightedDestination each : destinations(written)) {
      SessionPolicy own = session(each, written);
      if (held instanceof SessionPolicy.Pinned && own instanceof SessionPolicy.Pinned) {
        return held;
      }
      held = own;
    }
    return held;
  }
}
