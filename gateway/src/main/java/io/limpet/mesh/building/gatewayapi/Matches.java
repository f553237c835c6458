package io.limpet.mesh.building.gatewayapi;

import io.limpet.model.gatewayapi.RouteMatch;
import io.limpet.model.gatewayapi.RouteMatch.Grpc;
import io.limpet.model.gatewayapi.RouteMatch.Http;
import io.limpet.model.gatewayapi.RouteMatch.Named;
import io.limpet.model.istio.HttpMatch;
import io.limpet.model.istio.StringMatch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Conditions of a rule as a VirtualService's (`createURIMatch`, `createGRPCURIMatch` and their
/// like in Istio's `conversion.go`).
final class Matches {
  private Matches() {}

  static HttpMatch convert(RouteMatch match) {
    return switch (match) {
      case Http http ->
          match(path(http.path()), method(http), named(http.headers()), named(http.queryParams()));
      case Grpc grpc -> match(path(grpc), null, named(grpc.headers()), Map.of());
    };
  }

  private static HttpMatch match(
      @Nullable StringMatch path,
      @Nullable StringMatch method,
      Map<String, StringMatch> headers,
      Map<String, StringMatch> parameters) {
    return new HttpMatch(
        "",
        path,
        null,
        method,
        null,
        headers,
        Map.of(),
        parameters,
        false,
        0,
        List.of(),
        Map.of(),
        "",
        "");
  }

  /// A slash at the end of a prefix means nothing.
  private static StringMatch path(RouteMatch.Path path) {
    String value = path.value();
    return switch (path.type()) {
      case EXACT -> new StringMatch.Exact(value);
      case REGEX -> regex(value);
      case PREFIX ->
          new StringMatch.Prefix(
              value.length() > 1 && value.endsWith("/")
                  ? value.substring(0, value.length() - 1)
                  : value);
    };
  }

  private static @Nullable StringMatch method(Http http) {
    return http.method().isEmpty() ? null : new StringMatch.Exact(http.method());
  }

  private static Map<String, StringMatch> named(List<Named> conditions) {
    Map<String, StringMatch> matches = new LinkedHashMap<>();
    for (Named each : conditions) {
      matches.put(
          each.name(), each.regex() ? regex(each.value()) : new StringMatch.Exact(each.value()));
    }
    return matches;
  }

  /// Istio takes `*`, which is no expression, for anything.
  private static StringMatch regex(String expression) {
    return expression.equals("*") ? new StringMatch.Present() : new StringMatch.Regex(expression);
  }

  /// gRPC's paths are `/service/method`.
  private static @Nullable StringMatch path(Grpc match) {
    String service = match.service();
    String method = match.method();
    if (service.isEmpty() && method.isEmpty()) {
      return null;
    }
    if (service.isEmpty()) {
      return new StringMatch.Regex("/[^/]+/" + method);
    }
    if (match.regex()) {
      return new StringMatch.Regex("/" + service + "/" + (method.isEmpty() ? ".+" : method));
    }
    return method.isEmpty()
        ? new StringMatch.Prefix("/" + service + "/")
        : new StringMatch.Exact("/" + service + "/" + method);
  }
}
