package io.limpet.mesh.building.gatewayapi;

import io.limpet.model.gatewayapi.KubernetesRoute;
import io.limpet.model.gatewayapi.KubernetesRoute.Backend;
import io.limpet.model.gatewayapi.KubernetesRoute.Rule;
import io.limpet.model.gatewayapi.SessionPersistence;
import io.limpet.model.gatewayapi.SessionPersistence.Carrier;
import io.limpet.model.gatewayapi.SessionPersistence.Cookie;
import io.limpet.model.gatewayapi.SessionPersistence.Header;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How the callers of a rule are kept on an endpoint (GEP-1619): as the rule says, or else as the
/// policy of its backends does. Sessions belong to one rule, so each rule has a token of its own.
record Sessions(
    GatewayApi.Behaviour behaviour,
    BackendPolicies policies,
    KubernetesRoute route,
    Refusals refusals) {
  private static final String PREFIX = "limpet-session-";

  /// As istiod names the routes of rules that have no name.
  static String ruleName(KubernetesRoute route, Rule rule) {
    return route.metadata().namespace() + "." + route.metadata().name() + "." + rule.index();
  }

  /// Null where nobody asks for sessions.
  @Nullable SessionPersistence of(Rule rule) {
    SessionPersistence own = rule.session();
    if (!behaviour.sessions()) {
      if (own != null) {
        tellUnread(rule.place() + ".sessionPersistence", refusals);
      }
      return null;
    }
    if (own != null) {
      check(own, rule);
      return named(own, own.carrier().name().isEmpty() ? PREFIX + ruleName(route, rule) : "");
    }
    Optional<SessionPersistence> policy = ofBackends(rule);
    return policy.map(each -> named(each, policyName(each.carrier(), rule))).orElse(null);
  }

  /// A policy's name would be shared by all rules that lead to its Service.
  private String policyName(Carrier carrier, Rule rule) {
    return (carrier.name().isEmpty() ? PREFIX : carrier.name() + "-") + ruleName(route, rule);
  }

  /// `name` takes the place of the one written, if it is not empty.
  private static SessionPersistence named(SessionPersistence session, String name) {
    if (name.isEmpty()) {
      return session;
    }
    Carrier carrier =
        switch (session.carrier()) {
          case Header _ -> new Header(name);
          case Cookie(String _, String path, boolean permanent) ->
              new Cookie(name, path, permanent);
        };
    return new SessionPersistence(carrier, session.absoluteTimeout(), session.idleTimeout());
  }

  /// Where one of several backends has a policy, it is for all of them.
  private Optional<SessionPersistence> ofBackends(Rule rule) {
    List<SessionPersistence> found =
        rule.backends().stream()
            .map(Backend::target)
            .flatMap(target -> policies.session(target, route.metadata().namespace()).stream())
            .toList();
    return found.stream().findFirst();
  }

  private void check(SessionPersistence session, Rule rule) {
    String place = rule.place() + ".sessionPersistence";
    checkTimeouts(session, place, refusals);
    long weighty = rule.backends().stream().filter(each -> each.weight() > 0).count();
    if (weighty > 1) {
      refusals.warning(
          place,
          "session-over-split",
          "keeps callers on an endpoint of one backend, and weights choose the backend for each"
              + " request anew, so callers may move; keep one backend with a weight");
    }
  }

  /// What no proxy can keep of a rule's session or of a policy's.
  static void checkTimeouts(SessionPersistence session, String place, Refusals refusals) {
    boolean permanent = session.carrier() instanceof Cookie cookie && cookie.permanent();
    if (session.absoluteTimeout() != null && !permanent) {
      refusals.warning(
          place + ".absoluteTimeout",
          "timeout-not-kept",
          "cannot be kept by a "
              + (session.carrier() instanceof Header ? "header" : "session cookie")
              + ", which does not say when it began; use a cookie with lifetimeType Permanent");
    }
    if (session.idleTimeout() != null) {
      refusals.warning(
          place + ".idleTimeout",
          "timeout-not-kept",
          "cannot be kept, as nothing counts the requests of a session; remove it");
    }
  }

  /// istiod never looks at it.
  static void tellUnread(String place, Refusals refusals) {
    refusals.warning(
        place,
        "not-carried-out",
        "is not read by istiod, so callers are not kept on an endpoint; label the Service with"
            + " istio.io/persistent-session");
  }
}
