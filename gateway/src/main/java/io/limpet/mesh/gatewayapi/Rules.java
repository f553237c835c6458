package io.limpet.mesh.gatewayapi;

import io.limpet.model.Kind;
import io.limpet.model.gatewayapi.KubernetesRoute;
import io.limpet.model.gatewayapi.KubernetesRoute.Backend;
import io.limpet.model.gatewayapi.KubernetesRoute.Retry;
import io.limpet.model.gatewayapi.KubernetesRoute.Rule;
import io.limpet.model.gatewayapi.RouteFilter;
import io.limpet.model.gatewayapi.RouteMatch;
import io.limpet.model.gatewayapi.SessionPersistence;
import io.limpet.model.istio.HeaderOperations;
import io.limpet.model.istio.HeaderOperations.Changes;
import io.limpet.model.istio.HttpMatch;
import io.limpet.model.istio.HttpRoute;
import io.limpet.model.istio.Mirroring;
import io.limpet.model.istio.Percent;
import io.limpet.model.istio.RouteAction;
import io.limpet.model.istio.RouteAction.WeightedDestination;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rules of one route as routes of a VirtualService, one for each match (`convertHTTPRoute` and
/// `convertGRPCRoute` in Istio's `conversion.go`).
record Rules(
    GatewayApi.Behaviour behaviour,
    Names names,
    TrafficPolicies policies,
    KubernetesRoute route,
    Refusals refusals) {
  private static final int NOT_CARRIED = 500;
  private static final int USUAL_ATTEMPTS = 2;

  /// What the API says that implementations should retry.
  private static final String RETRY_ON = "connect-failure,refused-stream,unavailable,cancelled";

  /// Nothing where istiod drops the whole route.
  List<HttpRoute> convert() {
    List<HttpRoute> converted = new ArrayList<>();
    for (Rule rule : route.rules()) {
      Optional<Parts> parts = parts(rule);
      if (parts.isEmpty() && !behaviour.soundRules()) {
        return List.of();
      }
      Parts all = parts.orElse(Parts.answering(NOT_CARRIED));
      if (rule.matches().isEmpty()) {
        converted.add(all.route(name(rule), List.of()));
      }
      for (RouteMatch match : rule.matches()) {
        converted.add(all.route(name(rule), List.of(Matches.convert(match))));
      }
    }
    return converted;
  }

  private String name(Rule rule) {
    return rule.name().isEmpty() ? Sessions.ruleName(route, rule) : rule.name();
  }

  /// All of a route but its name and match.
  private record Parts(
      RouteAction action,
      HttpRoute.@Nullable Rewrite rewrite,
      @Nullable Duration timeout,
      HttpRoute.@Nullable Retries retries,
      List<Mirroring.Mirror> mirrors,
      HttpRoute.@Nullable CorsPolicy cors,
      HeaderOperations headers,
      @Nullable SessionPersistence session) {
    static Parts answering(int status) {
      return new Parts(
          answer(status), null, null, null, List.of(), null, HeaderOperations.NONE, null);
    }

    HttpRoute route(String name, List<HttpMatch> matches) {
      return new HttpRoute(
          name,
          matches,
          action,
          rewrite,
          timeout,
          retries,
          null,
          Mirroring.of(mirrors),
          cors,
          headers,
          session);
    }
  }

  private static RouteAction answer(int status) {
    return new RouteAction.DirectResponse(status, new RouteAction.Body.None());
  }

  /// Nothing where a filter or backend cannot be carried.
  private Optional<Parts> parts(Rule rule) {
    Optional<Filtered> filtered = filtered(rule.filters());
    if (filtered.isEmpty()) {
      return Optional.empty();
    }
    Filtered filters = filtered.get();
    RouteAction action = filters.redirect;
    if (action == null) {
      Optional<RouteAction> forward = forward(rule);
      if (forward.isEmpty()) {
        return Optional.empty();
      }
      action = forward.get();
    }
    HttpRoute.Retries retries = retries(rule);
    return Optional.of(
        new Parts(
            action,
            filters.rewrite,
            timeout(rule),
            retries,
            filters.mirrors,
            filters.cors,
            new HeaderOperations(filters.request, filters.response),
            new Sessions(behaviour, policies, route, refusals).of(rule)));
  }

  /// The filters of a rule as they are gathered; only [#filtered] writes it.
  private static final class Filtered {
    private Changes request = Changes.NONE;
    private Changes response = Changes.NONE;
    private RouteAction.@Nullable Redirect redirect;
    private HttpRoute.@Nullable Rewrite rewrite;
    private HttpRoute.@Nullable CorsPolicy cors;
    private final List<Mirroring.Mirror> mirrors = new ArrayList<>();
  }

  private Optional<Filtered> filtered(List<RouteFilter> filters) {
    Filtered filtered = new Filtered();
    for (RouteFilter filter : filters) {
      switch (filter) {
        case RouteFilter.RequestHeaders(var changes) -> filtered.request = Filters.headers(changes);
        case RouteFilter.ResponseHeaders(var changes) ->
            filtered.response = Filters.headers(changes);
        case RouteFilter.Redirect redirect -> filtered.redirect = Filters.redirect(redirect);
        case RouteFilter.Rewrite rewrite -> filtered.rewrite = Filters.rewrite(rewrite);
        case RouteFilter.Cors cors -> {
          checkOrigins(cors);
          filtered.cors = Filters.cors(cors);
        }
        case RouteFilter.Mirror mirror -> {
          Optional<Backends.Found> found =
              backends().find(mirror.target(), mirror.port(), mirror.place());
          if (route.kind() == Kind.GRPC_ROUTE && !found.map(Backends.Found::valid).orElse(false)) {
            return Optional.empty(); // istiod takes it more seriously than in an HTTPRoute
          }
          found
              .filter(Backends.Found::valid)
              .map(each -> new Mirroring.Mirror(each.destination(), share(mirror.percentage())))
              .ifPresent(filtered.mirrors::add);
        }
        case RouteFilter.Foreign foreign -> {
          refuse(foreign);
          return Optional.empty();
        }
      }
    }
    return Optional.of(filtered);
  }

  /// istiod takes an origin as it stands; Envoy knows `*` alone.
  private void checkOrigins(RouteFilter.Cors cors) {
    for (String origin : cors.allowOrigins()) {
      if (origin.indexOf('*') >= 0 && !origin.equals("*")) {
        refusals.warning(
            "spec.rules",
            "not-carried-out",
            "allows the origin "
                + origin
                + ", whose * is not carried out, so it matches no caller; list the origins");
      }
    }
  }

  private static @Nullable Percent share(@Nullable Double percentage) {
    return percentage == null ? null : new Percent.Exact(percentage);
  }

  private void refuse(RouteFilter.Foreign filter) {
    refusals.error(
        filter.place(),
        "IncompatibleFilters",
        "is of the type "
            + filter.type()
            + ", which is not carried out, so "
            + (behaviour.soundRules()
                ? "the rule answers 500; "
                : "istiod leaves out the whole route; ")
            + "remove it");
  }

  private Backends backends() {
    return new Backends(route, names, refusals);
  }

  private Optional<RouteAction> forward(Rule rule) {
    List<Backend> weighty = rule.backends().stream().filter(each -> each.weight() > 0).toList();
    if (weighty.isEmpty()) {
      refusals.warning(
          rule.place() + ".backendRefs",
          "no-backends",
          "has nothing with a weight, so the rule answers 500; name a Service");
      return Optional.of(answer(NOT_CARRIED));
    }
    List<WeightedDestination> destinations = new ArrayList<>();
    for (Backend each : weighty) {
      Optional<Backends.Found> found = backends().find(each.target(), each.port(), each.place());
      Optional<HeaderOperations> headers = headers(each);
      if (found.isEmpty() || headers.isEmpty()) {
        return Optional.empty();
      }
      destinations.add(
          new WeightedDestination(
              found.get().destination(), weighty.size() == 1 ? 0 : each.weight(), headers.get()));
    }
    return Optional.of(new RouteAction.Forward(destinations));
  }

  /// What a backend's own filters do; only those of headers are carried there.
  private Optional<HeaderOperations> headers(Backend backend) {
    Changes request = Changes.NONE;
    Changes response = Changes.NONE;
    for (RouteFilter filter : backend.filters()) {
      switch (filter) {
        case RouteFilter.RequestHeaders(var changes) -> request = Filters.headers(changes);
        case RouteFilter.ResponseHeaders(var changes) -> response = Filters.headers(changes);
        case RouteFilter.Redirect _,
            RouteFilter.Rewrite _,
            RouteFilter.Cors _,
            RouteFilter.Mirror _,
            RouteFilter.Foreign _ -> {
          refuse(new RouteFilter.Foreign(backend.place() + ".filters", "for whole rules"));
          return Optional.empty();
        }
      }
    }
    return Optional.of(new HeaderOperations(request, response));
  }

  /// Zero is no timeout.
  private static @Nullable Duration written(@Nullable Duration timeout) {
    return timeout == null || timeout.isZero() ? null : timeout;
  }

  /// Without retries, the one try is the whole request.
  private static @Nullable Duration timeout(Rule rule) {
    Duration backend = written(rule.timeouts().backendRequest());
    return backend != null && rule.retry() == null ? backend : written(rule.timeouts().request());
  }

  private static HttpRoute.@Nullable Retries retries(Rule rule) {
    Retry retry = rule.retry();
    if (retry == null) {
      return null;
    }
    int attempts = retry.attempts() == null ? USUAL_ATTEMPTS : retry.attempts();
    StringBuilder on = new StringBuilder(RETRY_ON);
    retry.codes().forEach(code -> on.append(',').append(code));
    return new HttpRoute.Retries(
        attempts,
        written(rule.timeouts().backendRequest()),
        attempts == 0 ? "" : on.toString(),
        false,
        null,
        retry.backoff());
  }
}
