package io.limpet.mesh;

import java.util.List;

/// Conditions that must all hold. `written` is false for a route without any match, which Istio
/// leaves without the field for upper and lower case.
public record RouteMatch(
    TextMatch path,
    boolean caseSensitive,
    boolean written,
    List<NamedMatch> headers,
    List<NamedMatch> queryParameters) {
  /// A route for every request.
  public static final RouteMatch ALL =
      new RouteMatch(new TextMatch.Prefix("/"), true, false, List.of(), List.of());

  public RouteMatch {
    headers = List.copyOf(headers);
    queryParameters = List.copyOf(queryParameters);
  }

  /// Whether every request matches, whatever the case of its path.
  public boolean catchesAll() {
    boolean anyPath =
        switch (path) {
          case TextMatch.Prefix(String prefix) -> prefix.equals("/");
          case TextMatch.Regex(String expression) -> expression.equals(".*");
          case TextMatch.Exact _, TextMatch.PathPrefix _, TextMatch.Present _ -> false;
        };
    return anyPath && headers.isEmpty() && queryParameters.isEmpty();
  }

  /// A condition on one header or parameter; `invert` makes it hold where the match does not.
  public record NamedMatch(String name, TextMatch match, boolean invert) {}
}
