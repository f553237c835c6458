package io.limpet.mesh.security;

import io.limpet.mesh.security.Rbac.Action;
import io.limpet.mesh.security.Rbac.Policy;
import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.Resource;
import io.limpet.model.istio.AuthorizationPolicy;
import io.limpet.model.istio.AuthorizationPolicy.Rule;
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
/// somebody else about are denied, and where a policy cannot be read, every request is.
public final class SecurityBuilder {
  private static final String DRY_RUN = "istio.io/dry-run";
  private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");

  /// As Istio calls the rules of a CUSTOM policy that it cannot carry out.
  private static final String CUSTOM_SUFFIX = "-deny-due-to-bad-CUSTOM-action";

  private final TrustDomains domains;
  private final Ignored ignored;

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

  public SecurityBuilder(TrustDomains domains, Ignored ignored) {
    this.domains = domains;
    this.ignored = ignored;
  }

  /// `authorization` and `authentication` are those that are for the gateway, in their order.
  public Security build(List<Resource> authorization, List<Resource> authentication, KeySets keys) {
    List<AuthorizationPolicy> policies = only(authorization, AuthorizationPolicy.class);
    JwtProviders providers =
        JwtProviders.of(only(authentication, RequestAuthentication.class), keys);
    List<Rbac> before = new ArrayList<>();
    List<Rbac> connections = new ArrayList<>();
    Map<String, Policy> closed = closed(authorization);
    closed.putAll(closed(authentication));
    if (!closed.isEmpty()) {
      before.add(new Rbac(Action.DENY, closed, null));
      connections.add(new Rbac(Action.DENY, closed, null));
    }
    custom(policies, false, before);
    custom(policies, true, connections);
    List<Rbac> requests = new ArrayList<>();
    carriedOut(policies, false, requests);
    carriedOut(policies, true, connections);
    return new Security(before, providers.providers(), requests, connections, providers.wanted());
  }

  private static <T extends Resource> List<T> only(List<Resource> resources, Class<T> type) {
    return resources.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private Map<String, Policy> closed(List<Resource> policies) {
    Map<String, Policy> closed = new TreeMap<>();
    for (ClosedPolicy each : only(policies, ClosedPolicy.class)) {
      boolean authorizes = each.kind() == Kind.AUTHORIZATION_POLICY;
      if (!ignored.has(each.metadata()) && !(authorizes && isDryRun(each.metadata()))) {
        closed.put(name(each.metadata()) + "-closed", Policy.ALL);
      }
    }
    return closed;
  }

  private void custom(List<AuthorizationPolicy> policies, boolean connections, List<Rbac> filters) {
    TreeMap<String, Policy> rules = new TreeMap<>();
    for (AuthorizationPolicy policy : of(policies, AuthorizationPolicy.Action.CUSTOM)) {
      if (!isDryRun(policy.metadata()) && !ignored.has(policy.metadata())) {
        String prefix = "istio-ext-authz-" + policy.provider() + "-";
        add(policy, connections, false, prefix, rules);
      }
    }
    TreeMap<String, Policy> denied = new TreeMap<>();
    rules.forEach((name, rule) -> denied.put(name + CUSTOM_SUFFIX, rule));
    if (!denied.isEmpty()) {
      filters.add(new Rbac(Action.DENY, denied, null));
    }
  }

  private void carriedOut(
      List<AuthorizationPolicy> policies, boolean connections, List<Rbac> filters) {
    add(of(policies, AuthorizationPolicy.Action.AUDIT), Action.LOG, connections, filters);
    add(of(policies, AuthorizationPolicy.Action.DENY), Action.DENY, connections, filters);
    add(of(policies, AuthorizationPolicy.Action.ALLOW), Action.ALLOW, connections, filters);
  }

  private static List<AuthorizationPolicy> of(
      List<AuthorizationPolicy> policies, AuthorizationPolicy.Action action) {
    return policies.stream().filter(policy -> policy.action() == action).toList();
  }

  private void add(
      List<AuthorizationPolicy> policies, Action action, boolean connections, List<Rbac> filters) {
    if (policies.isEmpty()) {
      return;
    }
    @Nullable Map<String, Policy> rules = null;
    @Nullable Map<String, Policy> shadow = null;
    for (AuthorizationPolicy policy : policies) {
      if (isDryRun(policy.metadata())) {
        shadow = shadow == null ? new TreeMap<>() : shadow;
        add(policy, connections, action == Action.ALLOW, "", shadow);
      } else {
        rules = rules == null ? new TreeMap<>() : rules;
        add(policy, connections, action == Action.ALLOW, "", rules);
      }
    }
    filters.add(new Rbac(action, rules, shadow));
  }

  private void add(
      AuthorizationPolicy policy,
      boolean connections,
      boolean allows,
      String prefix,
      Map<String, Policy> rules) {
    String namespace = policy.metadata().namespace();
    String name = prefix + name(policy.metadata()) + "-rule[";
    RuleConditions conditions = new RuleConditions(domains, namespace, connections, allows);
    for (int i = 0; i < policy.rules().size(); i++) {
      Rule rule = policy.rules().get(i);
      String whole = name + i + "]";
      conditions.policy(rule).ifPresent(each -> rules.put(whole, each));
    }
    if (policy.rules().isEmpty()) {
      rules.put(name + "0]", Policy.NEVER);
    }
  }

  private static String name(Metadata policy) {
    return "ns[" + policy.namespace() + "]-policy[" + policy.name() + "]";
  }

  /// Read as Go's `strconv.ParseBool` does; what is no truth is carried out.
  static boolean isDryRun(Metadata policy) {
    return TRUE.contains(policy.annotations().getOrDefault(DRY_RUN, ""));
  }
}
