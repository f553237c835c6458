package io.limpet.analysis;

import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.security.KeySets;
import io.limpet.mesh.security.SecurityBuilder;
import io.limpet.model.Metadata;
import io.limpet.model.istio.AuthorizationPolicy;
import io.limpet.model.istio.ClosedPolicy;
import io.limpet.model.istio.RequestAuthentication;

/// Policies that cannot be carried out: they close what they guard.
final class PolicyChecks {
  private PolicyChecks() {}

  static void check(AuthorizationPolicy policy, MeshOptions options, Findings findings) {
    if (policy.action() == AuthorizationPolicy.Action.CUSTOM) {
      tell(
          options,
          findings,
          "asks an external authorizer, which is not carried out",
          "to the requests that its rules match; use ALLOW or DENY");
    }
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
