package io.limpet.mesh.building.routes;

import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.PathMatch;
import io.limpet.mesh.RouteMatch;
import io.limpet.mesh.RouteMatch.ClaimMatch;
import io.limpet.mesh.RouteMatch.NamedMatch;
import io.limpet.mesh.TextMatch;
import io.limpet.mesh.building.gateways.GatewayServers.Bound;
import io.limpet.model.istio.HttpMatch;
import io.limpet.model.istio.RoutingClaim;
import io.limpet.model.istio.StringMatch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A VirtualService's conditions as Envoy has them (`TranslateRouteMatch` in Istio's
/// `core/route/route.go`).
final class MatchBuilder {
  private final GatewayProxy proxy;

  MatchBuilder(GatewayProxy proxy) {
    this.proxy = proxy;
  }

  /// Whether the conditions that do not look at the request hold for this gateway and server. A
  /// match that names gateways does not look at the labels of callers.
  boolean applies(HttpMatch match, Bound bound) {
    if (match.port() != 0 && match.port() != bound.server().port()) {
      return false;
    }
    if (!match.gateways().isEmpty()) {
      return match.gateways().contains(bound.gatewayName());
    }
    boolean ofNamespace =
        match.sourceNamespace().isEmpty() || match.sourceNamespace().equals(proxy.namespace());
    return ofNamespace && proxy.selectedBy(match.sourceLabels());
  }

  static RouteMatch build(HttpMatch match, RouteSemantics semantics) {
    List<NamedMatch> headers = new ArrayList<>();
    List<ClaimMatch> claims = new ArrayList<>();
    sort(match.headers(), false, headers, claims);
    sort(match.withoutHeaders(), true, headers, claims);
    headers.sort(Comparator.comparing(NamedMatch::name));
    addPseudo(headers, ":method", match.method());
    addPseudo(headers, ":authority", match.authority());
    addPseudo(headers, ":scheme", match.scheme());
    List<NamedMatch> parameters = new ArrayList<>();
    new TreeMap<>(match.queryParams())
        .forEach((name, text) -> parameters.add(named(name, text, false)));
    return new RouteMatch(
        path(match.uri(), semantics), !match.ignoreUriCase(), true, headers, parameters, claims);
  }

  /// Claims by name, so that the same bytes come out each time; istiod has no order for them.
  private static void sort(
      Map<String, StringMatch> matches,
      boolean invert,
      List<NamedMatch> headers,
      List<ClaimMatch> claims) {
    new TreeMap<>(matches)
        .forEach(
            (name, text) -> {
              Optional<RoutingClaim> claim = RoutingClaim.parse(name);
              if (claim.isPresent()) {
                claims.add(new ClaimMatch(claim.get().path(), text(text), invert));
              } else {
                headers.add(named(name, text, invert));
              }
            });
  }

  private static PathMatch path(@Nullable StringMatch uri, RouteSemantics semantics) {
    return switch (uri) {
      case null -> new PathMatch.Prefix("/");
      case StringMatch.Present() -> new PathMatch.Prefix("/");
      case StringMatch.Exact(String path) -> new PathMatch.Exact(path);
      case StringMatch.Regex(String expression) -> new PathMatch.Regex(expression);
      case StringMatch.Prefix(String prefix)
          when semantics == RouteSemantics.ISTIO || prefix.equals("/") ->
          new PathMatch.Prefix(prefix);
      case StringMatch.Prefix(String prefix) ->
          new PathMatch.SeparatedPrefix(
              prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix);
    };
  }

  private static void addPseudo(
      List<NamedMatch> headers, String name, @Nullable StringMatch match) {
    if (match != null) {
      headers.add(named(name, match, false));
    }
  }

  private static NamedMatch named(String name, StringMatch match, boolean invert) {
    return new NamedMatch(name, text(match), invert);
  }

  static TextMatch text(StringMatch match) {
    return switch (match) {
      case StringMatch.Exact(String value) -> new TextMatch.Exact(value);
      case StringMatch.Prefix(String value) -> new TextMatch.Prefix(value);
      case StringMatch.Regex(String expression) -> new TextMatch.Regex(expression);
      case StringMatch.Present() -> new TextMatch.Present();
    };
  }
}
