package io.limpet.proxy.plan.reading.filter;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBAC;
import io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBACPerRoute;
import io.limpet.proxy.plan.filter.FilterPlan;
import io.limpet.proxy.plan.filter.RbacPlan;
import io.limpet.proxy.plan.filter.RbacPlan.Action;
import io.limpet.proxy.plan.filter.RbacPlan.Policies;
import io.limpet.proxy.plan.filter.RbacPlan.Policy;
import io.limpet.proxy.plan.filter.RbacPlan.Rules;
import io.limpet.proxy.plan.filter.RbacPlan.Verdict;
import io.limpet.proxy.plan.match.RbacTest;
import io.limpet.proxy.plan.reading.fields.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/// Configurations of the `rbac` filter (http/rbac/v3/rbac.proto, config/rbac/v3/rbac.proto).
public final class RbacReader implements FilterReader {
  private static final Set<String> KNOWN =
      Set.of(
          "rules",
          "rules_stat_prefix",
          "shadow_rules",
          "shadow_rules_stat_prefix",
          "track_per_rule_stats");

  private static final Set<String> KNOWN_OF_CONNECTIONS =
      Set.of(
          "rules", "stat_prefix", "shadow_rules", "shadow_rules_stat_prefix", "enforcement_type");

  @Override
  public FilterPlan ofChain(Any config, Place place) {
    return plan(place.unpack(config, RBAC.class), place);
  }

  /// A route's message without rules turns the filter off there.
  @Override
  public FilterPlan ofLevel(Any config, Place place) {
    RBACPerRoute perRoute = place.unpack(config, RBACPerRoute.class);
    place.onlyKnows(perRoute, Set.of("rbac"));
    return plan(perRoute.getRbac(), place.at("rbac"));
  }

  private static FilterPlan plan(RBAC message, Place place) {
    if (message.hasMatcher() || message.hasShadowMatcher()) {
      throw place
          .at(message.hasMatcher() ? "matcher" : "shadow_matcher")
          .unserved("trees of matchers are not carried out; say it with rules");
    }
    place.onlyKnows(message, KNOWN);
    if (!message.hasRules() && !message.hasShadowRules()) {
      return FilterPlan.OFF;
    }
    return new RbacPlan(
        message.hasRules() ? rules(message.getRules(), place.at("rules")) : RbacPlan.NO_RULES,
        message.hasShadowRules()
            ? rules(message.getShadowRules(), place.at("shadow_rules"))
            : RbacPlan.NO_RULES,
        prefix(message.getRulesStatPrefix()),
        prefix(message.getShadowRulesStatPrefix()),
        message.getShadowRulesStatPrefix(),
        message.getTrackPerRuleStats());
  }

  /// The filter of the same name for connections (network/rbac/v3/rbac.proto). Of shadow rules
  /// nothing is counted here.
  public static RbacPlan.Rules ofConnections(Any config, Place place) {
    var message =
        place.unpack(config, io.envoyproxy.envoy.extensions.filters.network.rbac.v3.RBAC.class);
    place.onlyServes(message, KNOWN_OF_CONNECTIONS);
    return message.hasRules() ? rules(message.getRules(), place.at("rules")) : RbacPlan.NO_RULES;
  }

  /// The shadow rules of such a filter: what would have to be asked about.
  public static RbacPlan.Rules shadowOfConnections(Any config, Place place) {
    var message =
        place.unpack(config, io.envoyproxy.envoy.extensions.filters.network.rbac.v3.RBAC.class);
    return message.hasShadowRules()
        ? rules(message.getShadowRules(), place.at("shadow_rules"))
        : RbacPlan.NO_RULES;
  }

  private static String prefix(String text) {
    return text.isEmpty() || text.endsWith(".") ? text : text + ".";
  }

  private static Rules rules(io.envoyproxy.envoy.config.rbac.v3.RBAC message, Place place) {
    place.onlyKnows(message, Set.of("action", "policies"));
    Action action =
        switch (message.getAction()) {
          case ALLOW -> Action.ALLOW;
          case DENY -> Action.DENY;
          case LOG -> Action.LOG;
          case UNRECOGNIZED -> throw place.at("action").refused("is no action of Envoy's");
        };
    List<Policy> policies = new ArrayList<>();
    new TreeMap<>(message.getPoliciesMap())
        .forEach(
            (name, policy) -> {
              Verdict matched = Verdict.of(action != Action.DENY, name);
              Place at = place.at("policies." + name);
              if (action != Action.LOG) {
                PeerQuestions.refuse(policy, action == Action.DENY, at);
              }
              policies.add(policy(policy, matched, at));
            });
    return new Policies(policies, Verdict.of(action != Action.ALLOW, ""));
  }

  private static Policy policy(
      io.envoyproxy.envoy.config.rbac.v3.Policy message, Verdict verdict, Place place) {
    if (message.hasCondition() || message.hasCheckedCondition()) {
      throw place
          .at(message.hasCondition() ? "condition" : "checked_condition")
          .unserved("expressions are not carried out; say it with permissions and principals");
    }
    place.onlyKnows(message, Set.of("permissions", "principals"));
    if (message.getPermissionsCount() == 0 || message.getPrincipalsCount() == 0) {
      throw place.refused("needs permissions and principals; any: true has all of them");
    }
    return new Policy(
        new RbacTest.One(RbacTests.permissions(message.getPermissionsList(), "permissions", place)),
        new RbacTest.One(RbacTests.principals(message.getPrincipalsList(), "principals", place)),
        verdict);
  }
}
