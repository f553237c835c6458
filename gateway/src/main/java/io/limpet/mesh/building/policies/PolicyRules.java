package io.limpet.mesh.building.policies;

import io.limpet.mesh.security.Rbac.Policy;
import io.limpet.model.Metadata;
import io.limpet.model.istio.AuthorizationPolicy;
import java.util.Map;
import java.util.Set;

/// Makes rules of policies, each under the name that Istio gives it (`policyName` in its
/// `authz/builder`), for requests or for connections.
record PolicyRules(TrustDomains domains, boolean connections) {
  private static final String DRY_RUN = "istio.io/dry-run";
  private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");

  /// Adds those of a policy. `prefix` goes before their names; `allows`: what cannot be said is
  /// left out, so that less is allowed.
  void add(AuthorizationPolicy policy, boolean allows, String prefix, Map<String, Policy> rules) {
    String name = prefix + name(policy.metadata()) + "-rule[";
    RuleConditions conditions =
        new RuleConditions(domains, policy.metadata().namespace(), connections, allows);
    for (int i = 0; i < policy.rules().size(); i++) {
      String whole = name + i + "]";
      conditions.policy(policy.rules().get(i)).ifPresent(each -> rules.put(whole, each));
    }
    if (policy.rules().isEmpty()) {
      rules.put(name + "0]", Policy.NEVER);
    }
  }

  static String name(Metadata policy) {
    return "ns[" + policy.namespace() + "]-policy[" + policy.name() + "]";
  }

  /// Read as Go's `strconv.ParseBool` does; what is no truth is carried out.
  static boolean isDryRun(Metadata policy) {
    return TRUE.contains(policy.annotations().getOrDefault(DRY_RUN, ""));
  }
}
