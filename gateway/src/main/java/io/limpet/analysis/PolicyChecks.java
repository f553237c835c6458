package io.limpet.analysis;

import io.limpet.mesh.Feature;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.building.policies.SecurityBuilder;
import io.limpet.mesh.security.KeySets;
import io.limpet.model.Metadata;
import io.limpet.model.istio.AuthorizationPolicy;
import io.limpet.model.istio.ClosedPolicy;
import io.limpet.model.istio.RequestAuthentication;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Policies that cannot be carried out: they close what they guard.
final class PolicyChecks {
  private PolicyChecks() {}

  static void check(AuthorizationPolicy policy, Known known, Findings findings) {
    if (policy.action() == AuthorizationPolicy.Action.CUSTOM) {
      whyNobody(policy.provider(), known)
          .ifPresent(
              why ->
                  tell(
                      known.options(),
                      findings,
                      "asks an external authorizer, but " + why,
                      "to the requests that its rules match; correct"
                          + " meshConfig.extensionProviders"));
    }
  }

  /// Why nobody is asked under that name, if so.
  private static Optional<String> whyNobody(String provider, Known known) {
    Optional<String> wrong = known.authorizers().wrong(provider);
    Set<String> others = new TreeSet<>(known.asked());
    boolean several =
        others.remove(provider)
            && !others.isEmpty()
            && !known.options().on(Feature.PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS);
    return wrong.isEmpty() && several
        ? Optional.of(
            "it names "
                + provider
                + ", and other policies name "
                + String.join(", ", others)
                + ", while a gateway asks one unless"
                + " PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS is set")
        : wrong.map(why -> provider + " " + why);
  }

  static void check(RequestAuthentication policy, Findings findings) {
    for (int i = 0; i < policy.jwtRules().size(); i++) {
      String jwks = policy.jwtRules().get(i).keys().jwks();
      if (!jwks.isEmpty() && !KeySets.areUsable(jwks)) {
        findings.error(
            "spec.jwtRules[" + i + "].jwks",
            "bad-jwks",
            "has no key that can be used, so that its tokens are refused; write RSA, EC, OKP"
                + " (Ed25519) or oct keys");
      }
    }
  }

  static void check(ClosedPolicy policy, MeshOptions options, Findings findings) {
    tell(
        options,
        findings,
        "cannot be read",
        policy.everywhere()
            ? "to everything; correct it"
            : "to everything that it may be for; correct it");
  }

  private static void tell(MeshOptions options, Findings findings, String why, String remedy) {
    Metadata policy = findings.resource().metadata();
    String name = policy.namespace() + "/" + policy.name();
    if (new SecurityBuilder.Ignored(options.ignoredPolicies()).has(policy)) {
      findings.warning(
          "", "policy-ignored", why + ", and has no effect because --ignore-policy names it");
    } else {
      findings.error(
          "",
          "policy-closes",
          why
              + ", so that gateways answer 403 "
              + remedy
              + ", or name it with --ignore-policy "
              + name);
    }
  }
}
