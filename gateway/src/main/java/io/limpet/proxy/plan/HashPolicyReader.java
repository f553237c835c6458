package io.limpet.proxy.plan;

import com.google.protobuf.Duration;
import io.envoyproxy.envoy.config.route.v3.RouteAction.HashPolicy;
import io.envoyproxy.envoy.config.route.v3.RouteAction.HashPolicy.Cookie;
import io.limpet.proxy.plan.HashPolicies.OfCookie;
import io.limpet.proxy.plan.HashPolicies.OfHeader;
import io.limpet.proxy.plan.HashPolicies.OfQueryParameter;
import io.limpet.proxy.plan.HashPolicies.OfSourceIp;
import io.limpet.proxy.plan.HashPolicies.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// A route's hash policies.
final class HashPolicyReader {
  /// A cookie policy without a ttl makes no cookies; one with a ttl of 0 makes session cookies.
  private static final long MAKES_NONE = -1;

  private HashPolicyReader() {}

  static HashPolicies read(List<HashPolicy> messages, Place place) {
    List<Policy> policies = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      policy(messages.get(i), place.at("hash_policy", i)).ifPresent(policies::add);
    }
    return policies.isEmpty() ? HashPolicies.NONE : new HashPolicies(policies);
  }

  private static Optional<Policy> policy(HashPolicy message, Place at) {
    boolean terminal = message.getTerminal();
    return switch (message.getPolicySpecifierCase()) {
      case HEADER -> {
        at.at("header").onlyKnows(message.getHeader(), Set.of("header_name"));
        String name = message.getHeader().getHeaderName().toLowerCase(Locale.ROOT);
        yield Optional.of(new OfHeader(name, terminal));
      }
      case COOKIE -> Optional.of(cookie(message.getCookie(), terminal));
      case CONNECTION_PROPERTIES ->
          message.getConnectionProperties().getSourceIp()
              ? Optional.of(new OfSourceIp(terminal))
              : Optional.empty();
      case QUERY_PARAMETER ->
          Optional.of(new OfQueryParameter(message.getQueryParameter().getName(), terminal));
      case FILTER_STATE, POLICYSPECIFIER_NOT_SET -> {
        at.ignored("hashes nothing that is known here; the other policies count");
        yield Optional.empty();
      }
    };
  }

  private static OfCookie cookie(Cookie cookie, boolean terminal) {
    Duration ttl = cookie.getTtl();
    List<String> attributes =
        cookie.getAttributesList().stream()
            .map(a -> a.getValue().isEmpty() ? a.getName() : a.getName() + "=" + a.getValue())
            .toList();
    return new OfCookie(
        cookie.getName(),
        cookie.hasTtl() ? ttl.getSeconds() : MAKES_NONE,
        cookie.getPath(),
        attributes,
        terminal);
  }
}
