package io.limpet.mesh.building.rules;

import io.limpet.mesh.Feature;
import io.limpet.mesh.Fix;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.building.gatewayapi.InternalAnnotations;
import io.limpet.mesh.building.rules.DestinationRules.Rule;
import io.limpet.mesh.building.services.HostNames;
import io.limpet.model.istio.DestinationRule;
import io.limpet.model.istio.TrafficPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// DestinationRules of one namespace by their hosts, merged where they are for the same clients
/// (`mergeDestinationRule` in Istio's `pilot/pkg/model/destination_rule.go`).
final class RulePool {
  /// The release of Istio (1.31) since which users' rules stand before the Gateway API's policies.
  private static final int USERS_FIRST = 31;

  private final MeshOptions options;
  private final Map<String, List<Rule>> byHost = new LinkedHashMap<>();

  RulePool(MeshOptions options) {
    this.options = options;
  }

  /// Rules are added in the order of their age, those for chosen workloads first.
  void add(DestinationRule rule) {
    String host = HostNames.resolve(rule.host(), rule.metadata().namespace(), options.domain());
    List<Rule> same = byHost.computeIfAbsent(host, _ -> new ArrayList<>());
    boolean standsAlone = options.has(Fix.RULE_MERGING) ? !joins(same, rule) : merge(same, rule);
    if (standsAlone) {
      Map<String, DestinationRule.Subset> subsets = new LinkedHashMap<>();
      rule.subsets().forEach(subset -> subsets.putIfAbsent(subset.name(), subset));
      same.add(new Rule(rule, host, rule.trafficPolicy(), subsets));
    }
  }

  /// Whether the rule is now part of an older one that is for exactly the same clients.
  private boolean joins(List<Rule> same, DestinationRule rule) {
    for (int i = 0; i < same.size(); i++) {
      DestinationRule older = same.get(i).first();
      boolean asVisible = Set.copyOf(clients(older)).equals(Set.copyOf(clients(rule)));
      if ((asVisible || !options.on(Feature.ENABLE_ENHANCED_DESTINATIONRULE_MERGE))
          && older.workloadSelector().equals(rule.workloadSelector())) {
        same.set(i, merged(same.get(i), rule));
        return true;
      }
    }
    return false;
  }

  private List<String> clients(DestinationRule rule) {
    List<String> exportTo = DestinationRules.exportTo(rule);
    return exportTo.isEmpty() ? options.meshConfig().exportTo().destinationRules() : exportTo;
  }

  /// As istiod does it, and whether the rule stands for itself too, which the last older rule says.
  private boolean merge(List<Rule> same, DestinationRule rule) {
    boolean standsAlone = true;
    Set<String> exportTo = Set.copyOf(DestinationRules.exportTo(rule));
    for (int i = 0; i < same.size(); i++) {
      DestinationRule older = same.get(i).first();
      Set<String> before = Set.copyOf(DestinationRules.exportTo(older));
      boolean alike = older.workloadSelector().equals(rule.workloadSelector());
      if (options.on(Feature.ENABLE_ENHANCED_DESTINATIONRULE_MERGE)) {
        boolean equal = before.equals(exportTo);
        standsAlone = !equal;
        if (!equal && (before.isEmpty() || !exportTo.containsAll(before))) {
          continue;
        }
      }
      if (!alike && !older.workloadSelector().isEmpty() && !rule.workloadSelector().isEmpty()) {
        standsAlone = true;
        continue;
      }
      standsAlone &= !alike;
      same.set(i, merged(same.get(i), rule));
    }
    return standsAlone;
  }

  /// Subsets add up, the first of a name wins; the first policy that is written wins as a whole,
  /// except that what the Gateway API's policies say gives way to users' rules.
  private Rule merged(Rule rule, DestinationRule later) {
    Map<String, DestinationRule.Subset> subsets = new LinkedHashMap<>(rule.subsets());
    later.subsets().forEach(subset -> subsets.putIfAbsent(subset.name(), subset));
    return new Rule(rule.first(), rule.host(), policy(rule, later), subsets);
  }

  private @Nullable TrafficPolicy policy(Rule rule, DestinationRule later) {
    boolean firstIsUsers = !InternalAnnotations.isOfPolicies(rule.first().metadata());
    boolean laterIsUsers = !InternalAnnotations.isOfPolicies(later.metadata());
    if (firstIsUsers == laterIsUsers || !options.istioVersion().atLeast(USERS_FIRST)) {
      return rule.policy() == null ? later.trafficPolicy() : rule.policy();
    }
    return firstIsUsers
        ? BackendPolicyMerge.merged(rule.policy(), later.trafficPolicy())
        : BackendPolicyMerge.merged(later.trafficPolicy(), rule.policy());
  }

  /// The rules of the most specific host that the service has a rule for.
  List<Rule> find(String host) {
    List<Rule> exact = byHost.get(host);
    return exact != null
        ? exact
        : byHost.keySet().stream()
            .filter(HostNames::isWildcard)
            .filter(wildcard -> HostNames.subsetOf(host, wildcard))
            .min(HostNames.MORE_SPECIFIC)
            .map(byHost::get)
            .orElse(List.of());
  }
}
