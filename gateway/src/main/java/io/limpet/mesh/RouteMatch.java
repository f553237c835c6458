package io.limpet.mesh;

import java.util.List;

/// Conditions that must all hold. `written` is false for a route without any match, which Istio
/// leaves without the field for upper and lower case.
public record RouteMatch(
    PathMatch path,
    boolean caseSensitive,
    boolean written,
    List<NamedMatch> headers,
    List<NamedMatch> queryParameters,
    List<ClaimMatch> claims) {
  /// A route for every request.
  public static final RouteMatch ALL =
      new RouteMatch(new PathMatch.Prefix("/"), true, false, List.of(), List.of(), List.of());

  public RouteMatch {
    headers = List.copyOf(headers);
    queryParameters = List.copyOf(queryParameters);
    claims = List.copyOf(claims);
  }

  /// Whether every request matches, whatever the case of its path (`IsCatchAllRoute` in pilot's
  /// `core/route/route.go`).
  public boolean catchesAll() {
    boolean anyPath =
        switch (path) {
          case PathMatch.Prefix(String prefix) -> prefix.equals("/");
          case PathMatch.SeparatedPrefix(String prefix) -> prefix.equals("/");
          case PathMatch.Regex(String expression) -> expression.equals(".*");
          case PathMatch.Exact _ -> false;
        };
    return anyPath && headers.isEmpty() && queryParameters.isEmpty() && claims.isEmpty();
  }

  /// A condition on one header or parameter; `invert` makes it hold where the match does not.
  public record NamedMatch(String name, TextMatch match, boolean invert) {}

  /// A condition on a claim of the caller's token, which the JWT filter leaves in the metadata.
  public record ClaimMatch(List<String> claim, TextMatch match, boolean invert) {
    public ClaimMatch {
      claim = List.copyOf(claim);
    }
  }
}
