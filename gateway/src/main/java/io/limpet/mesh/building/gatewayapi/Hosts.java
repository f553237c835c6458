package io.limpet.mesh.building.gatewayapi;

import java.util.stream.Stream;

/// How the names of hosts with wildcards relate (`pkg/config/host` in Istio): by their texts, not
/// by their labels.
final class Hosts {
  private Hosts() {}

  static boolean isWildcard(String host) {
    return host.startsWith("*");
  }

  /// Whether the two have a name in common.
  static boolean match(String one, String other) {
    if (isWildcard(one) && isWildcard(other)) {
      String shorter = one.length() < other.length() ? one : other;
      String longer = shorter.equals(one) ? other : one;
      return longer.endsWith(shorter.substring(1));
    }
    if (isWildcard(one)) {
      return other.endsWith(one.substring(1));
    }
    return isWildcard(other) ? one.endsWith(other.substring(1)) : one.equals(other);
  }

  /// Whether every name of the first is one of the second.
  static boolean subset(String narrow, String wide) {
    if (!isWildcard(wide)) {
      return narrow.equals(wide);
    }
    String own = isWildcard(narrow) ? narrow.substring(1) : narrow;
    return own.length() >= wide.length() - 1 && own.endsWith(wide.substring(1));
  }

  /// The names of both, none or one name for all of them.
  static Stream<String> common(String one, String other) {
    if (subset(one, other)) {
      return Stream.of(one);
    }
    return subset(other, one) ? Stream.of(other) : Stream.empty();
  }
}
