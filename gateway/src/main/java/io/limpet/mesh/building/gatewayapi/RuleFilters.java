package io.limpet.mesh.building.gatewayapi;

import io.limpet.model.Kind;
import io.limpet.model.gatewayapi.RouteFilter;
import io.limpet.model.istio.HeaderOperations;
import io.limpet.model.istio.HeaderOperations.Changes;
import io.limpet.model.istio.HttpRoute;
import io.limpet.model.istio.Mirroring;
import io.limpet.model.istio.Percent;
import io.limpet.model.istio.RouteAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the filters of a rule or of a backend say, put together; of two of one type the last
/// counts.
final class RuleFilters {
  private final Backends backends;
  private final boolean soundRules;
  private final Refusals refusals;

  // written by of and ofBackend alone
  private Changes request = Changes.NONE;
  private Changes response = Changes.NONE;
  private RouteAction.@Nullable Redirect redirect;
  private HttpRoute.@Nullable Rewrite rewrite;
  private HttpRoute.@Nullable CorsPolicy cors;
  private final List<Mirroring.Mirror> mirrors = new ArrayList<>();

  /// `soundRules`: only the rule is lost to a filter that cannot be carried out.
  RuleFilters(Backends backends, boolean soundRules, Refusals refusals) {
    this.backends = backends;
    this.soundRules = soundRules;
    this.refusals = refusals;
  }

  /// Nothing where one of a rule's cannot be carried out.
  Optional<RuleFilters> of(List<RouteFilter> filters, String place) {
    return filters.stream().allMatch(each -> take(each, place))
        ? Optional.of(this)
        : Optional.empty();
  }

  /// What a backend's own filters do; only those of headers are carried there.
  Optional<HeaderOperations> ofBackend(List<RouteFilter> filters, String place) {
    for (RouteFilter filter : filters) {
      switch (filter) {
        case RouteFilter.RequestHeaders _, RouteFilter.ResponseHeaders _ -> {
          if (!take(filter, place)) {
            return Optional.empty();
          }
        }
        case RouteFilter.Redirect _,
            RouteFilter.Rewrite _,
            RouteFilter.Cors _,
            RouteFilter.Mirror _,
            RouteFilter.Foreign _ -> {
          refuse(place + ".filters", "is of the type for whole rules");
          return Optional.empty();
        }
      }
    }
    return Optional.of(headers());
  }

  private boolean take(RouteFilter filter, String place) {
    switch (filter) {
      case RouteFilter.RequestHeaders(var changes) -> {
        request = Filters.headers(changes);
        return hasGoodHeaders(changes, place);
      }
      case RouteFilter.ResponseHeaders(var changes) -> {
        response = Filters.headers(changes);
        return hasGoodHeaders(changes, place);
      }
      case RouteFilter.Redirect written -> redirect = Filters.redirect(written);
      case RouteFilter.Rewrite written -> rewrite = Filters.rewrite(written);
      case RouteFilter.Cors written -> cors = Filters.cors(written);
      case RouteFilter.Mirror mirror -> {
        return mirror(mirror);
      }
      case RouteFilter.Foreign foreign -> {
        refuse(foreign.place(), "is of the type " + foreign.type());
        return false;
      }
    }
    return true;
  }

  private boolean hasGoodHeaders(RouteFilter.HeaderChanges changes, String place) {
    String bad = Filters.badHeader(changes);
    if (!bad.isEmpty()) {
      refuse(place + ".filters", "gives the header " + bad + " a value with a control character");
    }
    return bad.isEmpty();
  }

  /// A mirror that leads nowhere is left out; istiod takes it more seriously in a GRPCRoute.
  private boolean mirror(RouteFilter.Mirror mirror) {
    Optional<Backends.Found> found =
        backends.find(mirror.target(), mirror.port(), mirror.place()).filter(Backends.Found::valid);
    Percent share = mirror.percentage() == null ? null : new Percent.Exact(mirror.percentage());
    found.ifPresent(each -> mirrors.add(new Mirroring.Mirror(each.destination(), share)));
    return found.isPresent() || backends.route().kind() != Kind.GRPC_ROUTE;
  }

  private void refuse(String field, String what) {
    refusals.error(
        field,
        "IncompatibleFilters",
        what
            + ", which is not carried out, so "
            + (soundRules ? "the rule answers 500; " : "istiod leaves out the whole route; ")
            + "remove it");
  }

  RouteAction.@Nullable Redirect redirect() {
    return redirect;
  }

  HttpRoute.@Nullable Rewrite rewrite() {
    return rewrite;
  }

  HttpRoute.@Nullable CorsPolicy cors() {
    return cors;
  }

  List<Mirroring.Mirror> mirrors() {
    return mirrors;
  }

  HeaderOperations headers() {
    return new HeaderOperations(request, response);
  }
}
