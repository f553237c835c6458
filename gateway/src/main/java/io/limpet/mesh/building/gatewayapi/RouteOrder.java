package io.limpet.mesh.building.gatewayapi;

import io.limpet.model.istio.HttpMatch;
import io.limpet.model.istio.HttpRoute;
import io.limpet.model.istio.StringMatch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The order in which the Gateway API wants rules to be tried (`sortHTTPRoutes` in Istio's
/// `conversion.go`): the most exact path first, then the longer, then one with a method, then the
/// one with more headers, and with more parameters. Each rule has at most one match; what is equal
/// stays as it was.
final class RouteOrder {
  private static final Comparator<HttpMatch> MORE_EXACT =
      Comparator.comparingInt(RouteOrder::rank)
          .thenComparingInt(RouteOrder::length)
          .thenComparing(match -> match.method() != null)
          .thenComparingInt(match -> match.headers().size())
          .thenComparingInt(match -> match.queryParams().size())
          .reversed();

  private RouteOrder() {}

  static List<HttpRoute> sorted(List<HttpRoute> routes) {
    List<HttpRoute> sorted = new ArrayList<>(routes);
    sorted.sort(RouteOrder::compare);
    return sorted;
  }

  private static int compare(HttpRoute one, HttpRoute other) {
    if (one.matches().isEmpty() || other.matches().isEmpty()) {
      return Boolean.compare(one.matches().isEmpty(), other.matches().isEmpty());
    }
    return MORE_EXACT.compare(one.matches().getFirst(), other.matches().getFirst());
  }

  private static int rank(HttpMatch match) {
    return switch (match.uri()) {
      case null -> -1;
      case StringMatch.Exact _ -> 3;
      case StringMatch.Prefix _ -> 2;
      case StringMatch.Regex _ -> 1;
      case StringMatch.Present _ -> -1;
    };
  }

  private static int length(HttpMatch match) {
    return switch (match.uri()) {
      case null -> 0;
      case StringMatch.Exact(String path) -> path.length();
      case StringMatch.Prefix(String prefix) -> prefix.length();
      case StringMatch.Regex(String expression) -> expression.length();
      case StringMatch.Present _ -> 0;
    };
  }
}
