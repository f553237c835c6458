package io.limpet.mesh;

import io.limpet.mesh.DestinationRules.Rule;
import io.limpet.mesh.RouteAction.Forward;
import io.limpet.mesh.RouteAction.PathRewrite;
import io.limpet.mesh.RouteAction.Rewrite;
import io.limpet.mesh.RouteBuilder.Written;
import io.limpet.mesh.SessionPolicy.Hashed;
import io.limpet.model.fields.Expressions;
import io.limpet.model.istio.Destination;
import io.limpet.model.istio.HttpRoute;
import io.limpet.model.istio.RouteAction.WeightedDestination;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The clusters of a route, and how its requests are kept on an endpoint there.
final class ForwardBuilder {
  /// What istiod calls the cluster of a destination without a host: one that no cluster has.
  static final String UNKNOWN = "UnknownService";

  private final MeshOptions options;
  private final ServiceIndex services;
  private final DestinationRules rules;
  private final HashPolicy hashes;
  private final RetryBuilder retries;

  ForwardBuilder(MeshOptions options, ServiceIndex services, DestinationRules rules) {
    this.options = options;
    this.services = services;
    this.rules = rules;
    this.hashes = new HashPolicy(options);
    this.retries = new RetryBuilder(options.istioVersion());
  }

  Forward forward(Written written, List<WeightedDestination> destinations) {
    HttpRoute http = written.http();
    List<Hashed> hashed =
        destinations.stream().flatMap(each -> hash(each, written).stream()).toList();
    boolean several = destinations.size() > 1;
    Duration timeout = http.timeout() == null ? Duration.ZERO : http.timeout();
    return new Forward(
        shares(destinations).stream().map(each -> destination(each, written, several)).toList(),
        hashed.stream().map(Hashed::key).toList(),
        several && hashed.size() == destinations.size() && options.has(Fix.MIXED_WEIGHTS),
        written.gatewayApi(),
        rewrite(written, destinations),
        timeout,
        retries.retries(http.retries(), !several && !hashed.isEmpty()),
        http.mirrors().stream()
            .filter(mirror -> mirror.percentage() == null || mirror.percentage() > 0)
            .map(
                mirror ->
                    new RouteAction.Mirror(
                        cluster(mirror.destination(), written), mirror.percentage()))
            .toList());
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

  private static Rewrite rewrite(Written route, List<WeightedDestination> destinations) {
    HttpRoute http = route.http();
    String authority = HeaderRules.authority(http.headers());
    if (authority.isEmpty() && destinations.size() == 1) {
      authority = HeaderRules.authority(destinations.getFirst().headers());
    }
    HttpRoute.Rewrite written = http.rewrite();
    if (written == null) {
      return new Rewrite(new PathRewrite.Keep(), authority);
    }
    PathRewrite path =
        switch (written.path()) {
          case HttpRoute.PathRewrite.Keep() -> new PathRewrite.Keep();
          case HttpRoute.PathRewrite.Replace(String uri) ->
              uri.equals("/") && route.gatewayApi()
                  ? withoutPrefix(route)
                  : new PathRewrite.Replace(uri);
          case HttpRoute.PathRewrite.Regex(String match, String with) ->
              new PathRewrite.Regex(match, with);
        };
    return new Rewrite(path, authority.isEmpty() ? written.authority() : authority);
  }

  /// Envoy would leave `//` of `/prefix/` where `/` takes the prefix's place, so it is cut off.
  private static PathRewrite withoutPrefix(Written route) {
    String prefix =
        route.match() != null
                && MatchBuilder.build(route.match(), true).path()
                    instanceof TextMatch.PathPrefix(String path)
            ? path
            : "";
    return new PathRewrite.Regex("^" + Expressions.quote(prefix) + "(/?)(.*)", "/\\2");
  }

  private String cluster(Destination destination, Written written) {
    if (destination.host().isEmpty()) {
      return UNKNOWN; // a backend of the Gateway API that may not be used
    }
    String host = host(destination, written.namespace());
    return ClusterBuilder.name(
        port(destination, written), subset(destination, written), services.clusterHost(host));
  }

  private String host(Destination destination, String namespace) {
    return HostNames.resolve(destination.host(), namespace, options.domain());
  }

  Optional<MeshService> service(Destination destination, String namespace) {
    return services.find(host(destination, namespace));
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
      return RouteSessions.policy(written.http().session(), written.http().name());
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
