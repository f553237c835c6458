package io.limpet.mesh.building.gatewayapi;

import io.limpet.model.Kind;
import io.limpet.model.gatewayapi.KubernetesRoute;
import io.limpet.model.gatewayapi.KubernetesRoute.Backend;
import io.limpet.model.gatewayapi.KubernetesRoute.Retry;
import io.limpet.model.gatewayapi.KubernetesRoute.Rule;
import io.limpet.model.gatewayapi.RouteMatch;
import io.limpet.model.gatewayapi.SessionPersistence;
import io.limpet.model.istio.HeaderOperations;
import io.limpet.model.istio.HttpMatch;
import io.limpet.model.istio.HttpRoute;
import io.limpet.model.istio.Mirroring;
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
    BackendPolicies policies,
    KubernetesRoute route,
    Refusals refusals) {
  private static final int NOT_CARRIED = 500;

  /// The API's answer of an HTTPRoute's rule that names no backend at all.
  private static final int NOT_FOUND = 404;

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
    Optional<RuleFilters> filtered = filters().of(rule.filters(), rule.place());
    if (filtered.isEmpty()) {
      return Optional.empty();
    }
    RuleFilters filters = filtered.get();
    RouteAction action = filters.redirect();
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
            filters.rewrite(),
            timeout(rule),
            retries,
            filters.mirrors(),
            filters.cors(),
            filters.headers(),
            new Sessions(behaviour, policies, route, refusals).of(rule)));
  }

  private RuleFilters filters() {
    return new RuleFilters(backends(), behaviour.soundRules(), refusals);
  }

  private Backends backends() {
    return new Backends(route, names, refusals);
  }

  private Optional<RouteAction> forward(Rule rule) {
    List<Backend> weighty = rule.backends().stream().filter(each -> each.weight() > 0).toList();
    if (weighty.isEmpty()) {
      boolean nothing = rule.backends().isEmpty() && route.kind() == Kind.HTTP_ROUTE;
      int status = nothing ? NOT_FOUND : NOT_CARRIED;
      refusals.warning(
          rule.place() + ".backendRefs",
          "no-backends",
          "has nothing with a weight, so the rule answers " + status + "; name a Service");
      return Optional.of(answer(status));
    }
    List<WeightedDestination> destinations = new ArrayList<>();
    for (Backend each : weighty) {
      Optional<Backends.Found> found = backends().find(each.target(), each.port(), each.place());
      Optional<HeaderOperations> headers = filters().ofBackend(each.filters(), each.place());
      if (found.isEmpty() || headers.isEmpty()) {
        return Optional.empty();
      }
      destinations.add(
          new WeightedDestination(
              found.get().destination(), weighty.size() == 1 ? 0 : each.weight(), headers.get()));
    }
    return Optional.of(new RouteAction.Forward(destinations));
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
