package io.limpet.model.istio;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A claim of the caller's JSON web token, in the place of a header's name: `@request.auth.claims`
/// followed by `.group.id` or `[group][id]` (`pkg/jwt/routing.go` in Istio).
public record RoutingClaim(List<String> path) {
  private static final String PREFIX = "@request.auth.claims";

  public RoutingClaim {
    path = List.copyOf(path);
  }

  /// Nothing where the name is a header's.
  public static Optional<RoutingClaim> parse(String name) {
    if (!name.toLowerCase(Locale.ROOT).startsWith(PREFIX)) {
      return Optional.empty();
    }
    String rest = name.substring(PREFIX.length());
    if (rest.length() > 1 && rest.startsWith(".")) {
      return Optional.of(new RoutingClaim(List.of(rest.substring(1).split("\\.", -1))));
    }
    if (rest.length() > 2 && rest.startsWith("[") && rest.endsWith("]")) {
      String inner = rest.substring(1, rest.length() - 1);
      return Optional.of(new RoutingClaim(List.of(inner.split("]\\[", -1))));
    }
    return Optional.empty();
  }
}
