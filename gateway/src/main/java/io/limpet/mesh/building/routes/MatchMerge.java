package io.limpet.mesh.building.routes;

import io.limpet.model.istio.HttpMatch;
import io.limpet.model.istio.StringMatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The conditions of a route that another delegates to: both must hold, and each of the delegate's
/// must lie within one of the root's (`mergeHTTPMatchRequests` in Istio's
/// `pilot/pkg/model/virtualservice.go`).
final class MatchMerge {
  private MatchMerge() {}

  /// Every pair that goes together, in the delegate's order; nothing if a match of the delegate
  /// goes with none of the root's.
  static Optional<List<HttpMatch>> merge(List<HttpMatch> root, List<HttpMatch> leaf) {
    if (root.isEmpty()) {
      return Optional.of(leaf);
    }
    if (leaf.isEmpty()) {
      return Optional.of(root);
    }
    List<HttpMatch> merged = new ArrayList<>();
    for (HttpMatch inner : leaf) {
      List<HttpMatch> outer = root.stream().filter(each -> !conflict(each, inner)).toList();
      if (outer.isEmpty()) {
        return Optional.empty();
      }
      outer.forEach(each -> merged.add(merged(each, inner)));
    }
    return Optional.of(merged);
  }

  /// `root-leaf` where both have a name.
  static String name(String root, String leaf) {
    if (root.isEmpty() || leaf.isEmpty()) {
      return root + leaf;
    }
    return root + "-" + leaf;
  }

  private static HttpMatch merged(HttpMatch root, HttpMatch leaf) {
    return new HttpMatch(
        name(root.name(), leaf.name()),
        leaf.uri() == null ? root.uri() : leaf.uri(),
        leaf.scheme() == null ? root.scheme() : leaf.scheme(),
        leaf.method() == null ? root.method() : leaf.method(),
        leaf.authority() == null ? root.authority() : leaf.authority(),
        merged(root.headers(), leaf.headers()),
        merged(root.withoutHeaders(), leaf.withoutHeaders()),
        merged(root.queryParams(), leaf.queryParams()),
        leaf.ignoreUriCase(),
        leaf.port() == 0 ? root.port() : leaf.port(),
        leaf.gateways().isEmpty() ? root.gateways() : leaf.gateways(),
        merged(root.sourceLabels(), leaf.sourceLabels()),
        leaf.sourceNamespace().isEmpty() ? root.sourceNamespace() : leaf.sourceNamespace(),
        leaf.statPrefix().isEmpty() ? root.statPrefix() : leaf.statPrefix());
  }

  private static <T> Map<String, T> merged(Map<String, T> root, Map<String, T> leaf) {
    Map<String, T> all = new LinkedHashMap<>(root);
    all.putAll(leaf);
    return all;
  }

  private static boolean conflict(HttpMatch root, HttpMatch leaf) {
    return conflict(root.uri(), leaf.uri())
        || conflict(root.scheme(), leaf.scheme())
        || conflict(root.method(), leaf.method())
        || conflict(root.authority(), leaf.authority())
        || conflict(root.headers(), leaf.headers())
        || conflict(root.withoutHeaders(), leaf.withoutHeaders())
        || conflict(root.queryParams(), leaf.queryParams())
        || root.ignoreUriCase() != leaf.ignoreUriCase()
        || (root.port() != 0 && leaf.port() != 0 && root.port() != leaf.port())
        || callersConflict(root, leaf);
  }

  /// A namespace of callers must be said again by the delegate; labels only must not differ.
  private static boolean callersConflict(HttpMatch root, HttpMatch leaf) {
    if (!root.sourceNamespace().isEmpty()
        && !root.sourceNamespace().equals(leaf.sourceNamespace())) {
      return true;
    }
    boolean labels =
        leaf.sourceLabels().entrySet().stream()
            .anyMatch(
                each ->
                    !each.getValue()
                        .equals(root.sourceLabels().getOrDefault(each.getKey(), each.getValue())));
    return labels || (!root.gateways().isEmpty() && !root.gateways().containsAll(leaf.gateways()));
  }

  private static boolean conflict(Map<String, StringMatch> root, Map<String, StringMatch> leaf) {
    return leaf.entrySet().stream()
        .anyMatch(each -> conflict(root.get(each.getKey()), each.getValue()));
  }

  /// Whether the leaf may match what the root does not. An expression of either goes with nothing,
  /// as nobody can tell.
  private static boolean conflict(@Nullable StringMatch root, @Nullable StringMatch leaf) {
    if (root == null || leaf == null) {
      return false;
    }
    return switch (root) {
      case StringMatch.Exact(String outer) ->
          outer.isEmpty()
              || !(leaf instanceof StringMatch.Exact(String inner) && inner.equals(outer));
      case StringMatch.Prefix(String outer) when !outer.isEmpty() ->
          switch (leaf) {
            case StringMatch.Exact(String inner) -> inner.isEmpty() || !inner.startsWith(outer);
            case StringMatch.Prefix(String inner) -> inner.isEmpty() || !inner.startsWith(outer);
            case StringMatch.Regex _, StringMatch.Present _ -> true;
          };
      case StringMatch.Prefix _, StringMatch.Regex _, StringMatch.Present _ -> true;
    };
  }
}
