package io.limpet.proxy.plan.filter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is required of a request's tokens (Envoy: jwt_authn/verifier.cc).
public sealed interface JwtRequirement {
  /// Good tokens of one issuer, all of them. `audiences` are other ones than the provider's; null
  /// for those.
  record OfProvider(JwtProvider provider, @Nullable Audiences audiences)
      implements JwtRequirement {}

  /// One of some. `missing` and `failed` say whether no token, or none that is good, will do too.
  record AnyOf(List<JwtRequirement> some, boolean missing, boolean failed)
      implements JwtRequirement {
    public AnyOf {
      some = List.copyOf(some);
    }
  }

  record AllOf(List<JwtRequirement> all) implements JwtRequirement {
    public AllOf {
      all = List.copyOf(all);
    }
  }

  /// Tokens of any provider, looked for in all their places; that there is none, or with `failed`
  /// that none is good, will do too.
  record Optional(List<JwtProvider> providers, JwtPlaces places, boolean failed)
      implements JwtRequirement {
    public Optional {
      providers = List.copyOf(providers);
    }
  }

  record Nothing() implements JwtRequirement {}
}
