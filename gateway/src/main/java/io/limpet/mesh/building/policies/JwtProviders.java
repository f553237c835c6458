package io.limpet.mesh.building.policies;

import io.limpet.mesh.security.JwtProvider;
import io.limpet.mesh.security.KeySets;
import io.limpet.model.KeySource;
import io.limpet.model.istio.RequestAuthentication;
import io.limpet.model.istio.RequestAuthentication.JwtRule;
import io.limpet.model.istio.RequestAuthentication.Keys;
import io.limpet.model.istio.RequestAuthentication.Output;
import io.limpet.model.istio.RequestAuthentication.Places;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The issuers of good tokens in the order of their names, and the keys that are to be fetched for
/// them (`convertToEnvoyJwtConfig` in Istio's `authn/policy_applier.go`).
record JwtProviders(List<JwtProvider> providers, List<KeySource> wanted) {
  /// Claims whose words count one by one, whatever a policy says.
  private static final List<String> SPACE_DELIMITED = List.of("permission", "scope");

  static JwtProviders of(List<RequestAuthentication> policies, KeySets keys) {
    List<JwtRule> rules = new ArrayList<>();
    policies.forEach(policy -> rules.addAll(policy.jwtRules()));
    rules.sort(Comparator.comparing(JwtRule::issuer));
    Set<KeySource> wanted = new LinkedHashSet<>();
    List<JwtProvider> providers = new ArrayList<>();
    for (JwtRule rule : rules) {
      providers.add(provider(rule, jwks(rule, keys, wanted)));
    }
    return new JwtProviders(providers, List.copyOf(wanted));
  }

  private static String jwks(JwtRule rule, KeySets fetched, Set<KeySource> wanted) {
    Keys keys = rule.keys();
    if (!keys.jwks().isEmpty()) {
      return fetched.orNone(keys.jwks());
    }
    KeySource source = new KeySource(rule.issuer(), keys.jwksUri(), keys.timeout());
    wanted.add(source);
    return fetched.of(source);
  }

  private static JwtProvider provider(JwtRule rule, String jwks) {
    Set<String> claims = new TreeSet<>(SPACE_DELIMITED);
    claims.addAll(rule.spaceDelimitedClaims());
    return new JwtProvider(
        rule.issuer(),
        rule.audiences(),
        jwks,
        from(rule.places()),
        passed(rule.output()),
        List.copyOf(claims));
  }

  private static JwtProvider.From from(Places places) {
    return new JwtProvider.From(
        places.headers().stream()
            .map(each -> new JwtProvider.Header(each.name(), each.prefix()))
            .toList(),
        places.params(),
        places.cookies());
  }

  private static JwtProvider.Passed passed(Output output) {
    return new JwtProvider.Passed(
        output.originalToken(),
        output.payloadHeader(),
        output.claimHeaders().stream()
            .map(each -> new JwtProvider.ClaimToHeader(each.header(), each.claim()))
            .toList());
  }
}
