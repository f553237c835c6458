package io.limpet.proxy.plan;

import java.util.List;

/// A route's hash policies, in order (Envoy: RouteAction.hash_policy).
public record HashPolicies(List<Policy> policies) {
  public static final HashPolicies NONE = new HashPolicies(List.of());

  public HashPolicies {
    policies = List.copyOf(policies);
  }

  /// One source of a hash. A `terminal` one ends the list if there is a hash by then.
  public sealed interface Policy {
    boolean terminal();
  }

  public record OfHeader(String name, boolean terminal) implements Policy {}

  /// `ttlSeconds` below 0: none is made where the client has no cookie. 0: a session cookie.
  /// `attributes` are written as they stand: `Secure`, `SameSite=Strict`.
  public record OfCookie(
      String name, long ttlSeconds, String path, List<String> attributes, boolean terminal)
      implements Policy {
    public OfCookie {
      attributes = List.copyOf(attributes);
    }
  }

  public record OfSourceIp(boolean terminal) implements Policy {}

  public record OfQueryParameter(String name, boolean terminal) implements Policy {}
}
