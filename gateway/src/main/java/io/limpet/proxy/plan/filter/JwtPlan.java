package io.limpet.proxy.plan.filter;

import io.limpet.proxy.head.RequestHead;
import io.limpet.proxy.plan.match.PathTest;
import io.limpet.proxy.plan.match.RouteMatcher;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The `jwt_authn` filter: which tokens a request must have (Envoy: jwt_authn/filter.cc).
///
/// `unknownName` is what a route says of a requirement that there is not; null for none.
public record JwtPlan(
    List<Rule> rules,
    Map<String, JwtRequirement> named,
    boolean bypassPreflight,
    boolean hidesFailure,
    String statPrefix,
    @Nullable String unknownName)
    implements FilterPlan {
  public JwtPlan {
    rules = List.copyOf(rules);
    named = Map.copyOf(named);
  }

  /// What is required of the requests that it matches.
  public record Rule(RouteMatcher matcher, JwtRequirement requirement) {}

  /// What a route says instead: the name of a requirement.
  public record OfRoute(String requirement) implements FilterPlan {}

  /// What is required of a request, or null for nothing: the first rule that matches counts.
  public @Nullable JwtRequirement requirement(RequestHead head, long chance) {
    int pathEnd = PathTest.end(head.path());
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).matcher().matches(head, pathEnd, chance)) {
        return rules.get(i).requirement();
      }
    }
    return null;
  }

  /// The same with a route's word.
  public JwtPlan of(OfRoute route) {
    @Nullable JwtRequirement requirement = named.get(route.requirement());
    return new JwtPlan(
        requirement == null ? List.of() : List.of(new Rule(RouteMatcher.ALL, requirement)),
        named,
        bypassPreflight,
        hidesFailure,
        statPrefix,
        requirement == null ? unknown(route) : null);
  }

  private String unknown(OfRoute route) {
    return "Wrong requirement_name: "
        + route.requirement()
        + ". It should be one of ["
        + String.join(",", named.keySet().stream().sorted().toList())
        + "]";
  }
}
