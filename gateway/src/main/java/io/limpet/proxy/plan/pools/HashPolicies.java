package io.limpet.proxy.plan.pools;

import io.limpet.proxy.plan.match.RegexReplacement;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /// Each value is rewritten before it is hashed, if so configured.
  public record OfHeader(String name, @Nullable RegexReplacement rewrite, boolean terminal)
      implements Policy {
    public OfHeader(String name, boolean terminal) {
      this(name, null, terminal);
    }
  }

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
