package io.limpet.proxy.plan.reading.filter;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.PerRouteConfig;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.RequirementRule;
import io.limpet.proxy.plan.filter.FilterPlan;
import io.limpet.proxy.plan.filter.JwtPlan;
import io.limpet.proxy.plan.filter.JwtRequirement;
import io.limpet.proxy.plan.match.RouteMatcher;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.match.MatchReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Configurations of the `jwt_authn` filter (jwt_authn/v3/config.proto). What is not carried out of
/// one keeps its listener from being served: with a part less, other requests would pass.
final class JwtReader implements FilterReader {
  private static final Set<String> KNOWN =
      Set.of(
          "providers",
          "rules",
          "bypass_cors_preflight",
          "requirement_map",
          "strip_failure_response",
          "stat_prefix");

  @Override
  public FilterPlan ofChain(Any config, Place place) {
    JwtAuthentication message = place.unpack(config, JwtAuthentication.class);
    place.onlyServes(message, KNOWN);
    JwtRequirementReader requirements =
        new JwtRequirementReader(JwtProviderReader.all(message.getProvidersMap(), place));
    Map<String, JwtRequirement> named = new HashMap<>();
    message
        .getRequirementMapMap()
        .forEach(
            (name, each) ->
                named.put(name, requirements.read(each, place.at("requirement_map." + name))));
    List<JwtPlan.Rule> rules = new ArrayList<>();
    for (int i = 0; i < message.getRulesCount(); i++) {
      Place at = place.at("rules", i);
      rule(message.getRules(i), named, requirements, at).ifPresent(rules::add);
    }
    return new JwtPlan(
        rules,
        named,
        message.getBypassCorsPreflight(),
        message.getStripFailureResponse(),
        message.getStatPrefix(),
        null);
  }

  /// A rule without a requirement asks for nothing, and ends the search for one that does.
  private static Optional<JwtPlan.Rule> rule(
      RequirementRule message,
      Map<String, JwtRequirement> named,
      JwtRequirementReader requirements,
      Place at) {
    at.onlyServes(message, Set.of("match", "requires", "requirement_name"));
    if (!message.hasMatch()) {
      throw at.at("match").refused("is required");
    }
    JwtRequirement requirement =
        switch (message.getRequirementTypeCase()) {
          case REQUIRES -> requirements.read(message.getRequires(), at.at("requires"));
          case REQUIREMENT_NAME -> named(message.getRequirementName(), named, at);
          case REQUIREMENTTYPE_NOT_SET -> new JwtRequirement.Nothing();
        };
    Optional<RouteMatcher> matcher =
        new MatchReader(message.getMatch(), true, at.at("match")).read();
    if (matcher.isEmpty()) {
      throw at.at("match").unserved("has a condition that is not carried out");
    }
    return matcher.map(each -> new JwtPlan.Rule(each, requirement));
  }

  private static JwtRequirement named(String name, Map<String, JwtRequirement> named, Place at) {
    JwtRequirement requirement = named.get(name);
    if (requirement == null) {
      throw at.at("requirement_name").refused("\"" + name + "\" is not in requirement_map");
    }
    return requirement;
  }

  @Override
  public FilterPlan ofLevel(Any config, Place place) {
    PerRouteConfig message = place.unpack(config, PerRouteConfig.class);
    place.onlyServes(message, Set.of("disabled", "requirement_name"));
    return switch (message.getRequirementSpecifierCase()) {
      case DISABLED -> {
        if (!message.getDisabled()) {
          throw place.at("disabled").refused("must be true, or not be there");
        }
        yield FilterPlan.OFF;
      }
      case REQUIREMENT_NAME -> new JwtPlan.OfRoute(message.getRequirementName());
      case REQUIREMENTSPECIFIER_NOT_SET ->
          throw place.refused("says nothing; give it disabled or requirement_name");
    };
  }

  @Override
  public FilterPlan join(FilterPlan ofChain, List<FilterPlan> ofLevels) {
    if (ofLevels.isEmpty()) {
      return ofChain;
    }
    FilterPlan last = ofLevels.getLast();
    return ofChain instanceof JwtPlan plan && last instanceof JwtPlan.OfRoute route
        ? plan.of(route)
        : last;
  }
}
