package io.limpet.mesh.building.policies;

import io.limpet.mesh.security.Guard;
import io.limpet.mesh.security.KeySets;
import io.limpet.mesh.security.Rbac;
import io.limpet.mesh.security.Rbac.Action;
import io.limpet.mesh.security.Rbac.Policy;
import io.limpet.mesh.security.Refusal;
import io.limpet.mesh.security.Security;
import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.Resource;
import io.limpet.model.istio.AuthorizationPolicy;
import io.limpet.model.istio.ClosedPolicy;
import io.limpet.model.istio.RequestAuthentication;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Policies as Envoy's filters have them (`authz/builder` in Istio's `pilot/pkg/security`).
///
/// A policy that is not carried out closes what it guards: requests that a CUSTOM policy would ask
/// somebody else about are denied where that one is not known, and where a policy cannot be read,
/// every request is.
public final class SecurityBuilder {
  private final TrustDomains domains;
  private final Ignored ignored;
  private final CustomPolicies custom;

  /// Policies that close nothing though they cannot be carried out: names, or `namespace/name`.
  public record Ignored(Set<String> names) {
    public Ignored {
      names = Set.copyOf(names);
    }

    public boolean has(Metadata policy) {
      return names.contains(policy.name())
          || names.contains(policy.namespace() + "/" + policy.name());
    }
  }

  SecurityBuilder(TrustDomains domains, Ignored ignored, CustomPolicies.Delegation delegation) {
    this.domains = domains;
    this.ignored = ignored;
    this.custom = new CustomPolicies(delegation, ignored);
  }

  /// `authorization` and `authentication` are those that are for the gateway, in their order.
  Security build(List<Resource> authorization, List<Resource> authentication, KeySets keys) {
    List<AuthorizationPolicy> policies = only(authorization, AuthorizationPolicy.class);
    JwtProviders providers =
        JwtProviders.of(only(authentication, RequestAuthentication.class), keys);
    PolicyRules ofRequests = new PolicyRules(domains, false);
    PolicyRules ofConnections = new PolicyRules(domains, true);
    List<Guard> before = new ArrayList<>();
    List<Guard> connections = new ArrayList<>();
    Map<String, Policy> closed = closed(authorization);
    closed.putAll(closed(authentication));
    if (!closed.isEmpty()) {
      before.add(new Refusal(closed));
      connections.add(new Refusal(closed));
    }
    List<AuthorizationPolicy> delegating = of(policies, AuthorizationPolicy.Action.CUSTOM);
    before.addAll(custom.guards(delegating, ofRequests));
    connections.addAll(custom.guards(delegating, ofConnections));
    List<Guard> requests = new ArrayList<>();
    carriedOut(policies, ofRequests, requests);
    carriedOut(policies, ofConnections, connections);
    return new Security(before, providers.providers(), requests, connections, providers.wanted());
  }

  private static <T extends Resource> List<T> only(List<Resource> resources, Class<T> type) {
    return resources.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private Map<String, Policy> closed(List<Resource> policies) {
    Map<String, Policy> closed = new TreeMap<>();
    for (ClosedPolicy each : only(policies, ClosedPolicy.class)) {
      boolean authorizes = each.kind() == Kind.AUTHORIZATION_POLICY;
      if (!ignored.has(each.metadata()) && !(authorizes && PolicyRules.isDryRun(each.metadata()))) {
        closed.put(PolicyRules.name(each.metadata()) + "-closed", Policy.ALL);
      }
    }
    return closed;
  }

  private static void carriedOut(
      List<AuthorizationPolicy> policies, PolicyRules rules, List<Guard> guards) {
    add(of(policies, AuthorizationPolicy.Action.AUDIT), Action.LOG, rules, guards);
    add(of(policies, AuthorizationPolicy.Action.DENY), Action.DENY, rules, guards);
    add(of(policies, AuthorizationPolicy.Action.ALLOW), Action.ALLOW, rules, guards);
  }

  private static List<AuthorizationPolicy> of(
      List<AuthorizationPolicy> policies, AuthorizationPolicy.Action action) {
    return policies.stream().filter(policy -> policy.action() == action).toList();
  }

  private static void add(
      List<AuthorizationPolicy> policies, Action action, PolicyRules maker, List<Guard> guards) {
    if (policies.isEmpty()) {
      return;
    }
    @Nullable Map<String, Policy> rules = null;
    @Nullable Map<String, Policy> shadow = null;
    for (AuthorizationPolicy policy : policies) {
      if (PolicyRules.isDryRun(policy.metadata())) {
        shadow = shadow == null ? new TreeMap<>() : shadow;
        maker.add(policy, action == Action.ALLOW, "", shadow);
      } else {
        rules = rules == null ? new TreeMap<>() : rules;
        maker.add(policy, action == Action.ALLOW, "", rules);
      }
    }
    guards.add(new Rbac(action, rules, shadow));
  }
}
