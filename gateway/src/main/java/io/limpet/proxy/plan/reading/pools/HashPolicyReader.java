package io.limpet.proxy.plan.reading.pools;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.config.route.v3.RouteAction.HashPolicy;
import io.envoyproxy.envoy.config.route.v3.RouteAction.HashPolicy.Cookie;
import io.envoyproxy.envoy.config.route.v3.RouteAction.HashPolicy.Header;
import io.limpet.proxy.plan.pools.HashPolicies;
import io.limpet.proxy.plan.pools.HashPolicies.OfCookie;
import io.limpet.proxy.plan.pools.HashPolicies.OfHeader;
import io.limpet.proxy.plan.pools.HashPolicies.OfQueryParameter;
import io.limpet.proxy.plan.pools.HashPolicies.OfSourceIp;
import io.limpet.proxy.plan.pools.HashPolicies.Policy;
import io.limpet.proxy.plan.reading.fields.HeadText;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.match.RegexReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// A route's hash policies.
public final class HashPolicyReader {
  /// A cookie policy without a ttl makes no cookies; one with a ttl of 0 makes session cookies.
  private static final long MAKES_NONE = -1;

  private static final Set<String> KNOWN =
      Set.of(
          "header",
          "cookie",
          "connection_properties",
          "query_parameter",
          "filter_state",
          "terminal");

  private HashPolicyReader() {}

  public static HashPolicies read(List<HashPolicy> messages, Place place) {
    List<Policy> policies = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      policy(messages.get(i), place.at("hash_policy", i)).ifPresent(policies::add);
    }
    return policies.isEmpty() ? HashPolicies.NONE : new HashPolicies(policies);
  }

  private static Optional<Policy> policy(HashPolicy message, Place at) {
    at.onlyKnows(message, KNOWN);
    boolean terminal = message.getTerminal();
    return switch (message.getPolicySpecifierCase()) {
      case HEADER -> Optional.of(header(message.getHeader(), terminal, at.at("header")));
      case COOKIE -> Optional.of(cookie(message.getCookie(), terminal, at.at("cookie")));
      case CONNECTION_PROPERTIES ->
          message.getConnectionProperties().getSourceIp()
              ? Optional.of(new OfSourceIp(terminal))
              : Optional.empty();
      case QUERY_PARAMETER -> {
        String name = named(message.getQueryParameter().getName(), at.at("query_parameter"));
        yield Optional.of(new OfQueryParameter(name, terminal));
      }
      case FILTER_STATE -> {
        at.at("filter_state").ignored("no filter leaves a state here; the other policies count");
        yield Optional.empty();
      }
      case POLICYSPECIFIER_NOT_SET ->
          throw at.refused("hashes nothing; give it a header, a cookie or another source");
    };
  }

  private static OfHeader header(Header message, boolean terminal, Place at) {
    at.onlyKnows(message, Set.of("header_name", "regex_rewrite"));
    String name = named(message.getHeaderName(), at).toLowerCase(Locale.ROOT);
    return message.hasRegexRewrite()
        ? new OfHeader(
            name,
            RegexReader.replacement(message.getRegexRewrite(), at.at("regex_rewrite")),
            terminal)
        : new OfHeader(name, terminal);
  }

  private static OfCookie cookie(Cookie cookie, boolean terminal, Place at) {
    at.onlyKnows(cookie, Set.of("name", "ttl", "path", "attributes"));
    Duration ttl = cookie.getTtl();
    if (Durations.isNegative(ttl)) {
      throw at.at("ttl").refused("must not be negative");
    }
    List<String> attributes =
        cookie.getAttributesList().stream()
            .map(a -> a.getValue().isEmpty() ? a.getName() : a.getName() + "=" + a.getValue())
            .map(HeadText::bytes)
            .toList();
    return new OfCookie(
        named(cookie.getName(), at),
        cookie.hasTtl() ? ttl.getSeconds() : MAKES_NONE,
        HeadText.bytes(cookie.getPath()),
        attributes,
        terminal);
  }

  private static String named(String name, Place at) {
    if (name.isEmpty()) {
      throw at.refused("must have a name");
    }
    return HeadText.bytes(name);
  }
}
