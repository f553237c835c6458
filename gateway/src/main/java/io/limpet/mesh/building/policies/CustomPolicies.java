package io.limpet.mesh.building.policies;

import io.limpet.mesh.building.policies.SecurityBuilder.Ignored;
import io.limpet.mesh.security.Authorizer;
import io.limpet.mesh.security.Delegated;
import io.limpet.mesh.security.Guard;
import io.limpet.mesh.security.Rbac.Policy;
import io.limpet.mesh.security.Refusal;
import io.limpet.model.istio.AuthorizationPolicy;
import io.limpet.model.istio.ExtensionProvider.ExtAuthzHttp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Policies that leave it to somebody else who may ask for what (`buildHTTP` and `buildTCP` in
/// Istio's `authz/builder/builder.go`, for CUSTOM).
///
/// Where nobody can be asked, what they match is denied.
final class CustomPolicies {
  /// As Istio calls the rules of a CUSTOM policy that it cannot carry out.
  private static final String BAD_SUFFIX = "-deny-due-to-bad-CUSTOM-action";

  private static final String MARKER = "istio-ext-authz";

  private final Delegation delegation;
  private final Ignored ignored;

  /// Who can be asked, by the provider's name. `several`: by one gateway more than one. A rule's
  /// name tells the provider since Istio 1.29, `namesProvider`. `asIstiod`: with its quirks.
  record Delegation(
      Map<String, Authorizer> authorizers,
      boolean several,
      boolean namesProvider,
      boolean asIstiod) {
    Delegation {
      authorizers = Map.copyOf(authorizers);
    }
  }

  CustomPolicies(Delegation delegation, Ignored ignored) {
    this.delegation = delegation;
    this.ignored = ignored;
  }

  List<Guard> guards(List<AuthorizationPolicy> policies, PolicyRules rules) {
    Map<String, List<AuthorizationPolicy>> byProvider = new TreeMap<>();
    policies.forEach(
        each -> byProvider.computeIfAbsent(each.provider(), _ -> new ArrayList<>()).add(each));
    boolean tooMany = byProvider.size() > 1 && !delegation.several();
    List<Guard> guards = new ArrayList<>();
    byProvider.forEach(
        (provider, own) -> {
          @Nullable Authorizer authorizer = tooMany ? null : delegation.authorizers().get(provider);
          if (authorizer == null) {
            refuse(own, rules, guards);
          } else if (rules.connections() && authorizer.description() instanceof ExtAuthzHttp) {
            overHttp(own, rules, guards);
          } else {
            delegate(own, rules, authorizer, guards);
          }
        });
    return guards;
  }

  /// Nobody who speaks HTTP can be asked about connections. istiod lets them pass.
  private void overHttp(List<AuthorizationPolicy> policies, PolicyRules rules, List<Guard> guards) {
    if (!delegation.asIstiod()) {
      refuse(policies, rules, guards);
    }
  }

  private void refuse(List<AuthorizationPolicy> policies, PolicyRules rules, List<Guard> guards) {
    Map<String, Policy> denied = new TreeMap<>();
    for (AuthorizationPolicy policy : policies) {
      if (!PolicyRules.isDryRun(policy.metadata()) && !ignored.has(policy.metadata())) {
        Map<String, Policy> own = new TreeMap<>();
        rules.add(policy, false, marker(policy.provider()) + "-", own);
        own.forEach((name, rule) -> denied.put(name + BAD_SUFFIX, rule));
      }
    }
    if (!denied.isEmpty()) {
      guards.add(new Refusal(denied));
    }
  }

  private void delegate(
      List<AuthorizationPolicy> policies,
      PolicyRules rules,
      Authorizer authorizer,
      List<Guard> guards) {
    String marker = marker(policies.getFirst().provider());
    Map<String, Policy> asked = new TreeMap<>();
    Map<String, Policy> dryRun = new TreeMap<>();
    for (AuthorizationPolicy policy : policies) {
      boolean dry = PolicyRules.isDryRun(policy.metadata());
      rules.add(policy, false, marker + "-", dry ? dryRun : asked);
    }
    if (delegation.asIstiod() && delegation.namesProvider()) {
      guards.add(new Delegated(marker, asked, dryRun, authorizer));
    } else if (!asked.isEmpty()) {
      guards.add(new Delegated(marker, asked, Map.of(), authorizer));
    }
  }

  private String marker(String provider) {
    return delegation.namesProvider() ? MARKER + "-" + provider : MARKER;
  }
}
