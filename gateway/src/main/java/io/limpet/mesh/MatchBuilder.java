package io.limpet.mesh;

import io.limpet.mesh.GatewayServers.Bound;
import io.limpet.mesh.RouteMatch.NamedMatch;
import io.limpet.model.istio.HttpMatch;
import io.limpet.model.istio.StringMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
  boolean applies(HttpMatch match, Bound bound, String namespace) {
    if (match.port() != 0 && match.port() != bound.server().port()) {
      return false;
    }
    if (!match.gateways().isEmpty()) {
      return GatewayReferences.resolve(match.gateways(), namespace).contains(bound.gatewayName());
    }
    boolean ofNamespace =
        match.sourceNamespace().isEmpty() || match.sourceNamespace().equals(proxy.namespace());
    return ofNamespace && proxy.selectedBy(match.sourceLabels());
  }

  /// `gatewayApi`: a prefix ends where a part of the path does.
  static RouteMatch build(HttpMatch match, boolean gatewayApi) {
    List<NamedMatch> headers = new ArrayList<>();
    sorted(match.headers()).forEach((name, text) -> headers.add(named(name, text, false)));
    sorted(match.withoutHeaders()).forEach((name, text) -> headers.add(named(name, text, true)));
    addPseudo(headers, ":method", match.method());
    addPseudo(headers, ":authority", match.authority());
    addPseudo(headers, ":scheme", match.scheme());
    List<NamedMatch> parameters = new ArrayList<>();
    sorted(match.queryParams()).forEach((name, text) -> parameters.add(named(name, text, false)));
    StringMatch uri = match.uri();
    return new RouteMatch(
        uri == null ? new TextMatch.Prefix("/") : path(uri, gatewayApi),
        !match.ignoreUriCase(),
        true,
        headers,
        parameters);
  }

  private static TextMatch path(StringMatch uri, boolean gatewayApi) {
    if (uri instanceof StringMatch.Prefix(String prefix) && gatewayApi && !prefix.equals("/")) {
      return new TextMatch.PathPrefix(
          prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix);
    }
    return uri instanceof StringMatch.Present ? new TextMatch.Prefix("/") : text(uri);
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

  private static Map<String, StringMatch> sorted(Map<String, StringMatch> matches) {
    return new TreeMap<>(matches);
  }
}
