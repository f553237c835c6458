package io.limpet.mesh.building.services;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// Rules for the names of hosts, as in Istio's `pkg/config/host`.
public final class HostNames {
  /// The more specific first: no wildcard before wildcards, the longer before the shorter.
  public static final Comparator<String> MORE_SPECIFIC =
      Comparator.<String, Boolean>comparing(HostNames::isWildcard)
          .thenComparing(Comparator.comparingInt(String::length).reversed())
          .thenComparing(Comparator.naturalOrder());

  private HostNames() {}

  /// A name without a dot is a Service beside the resource that names it; all others are taken as
  /// they stand, so `shop.default` is not the Service `shop` of `default`.
  public static String resolve(String host, String namespace, String domain) {
    boolean whole = host.isEmpty() || isWildcard(host) || host.indexOf('.') >= 0 || isIpv6(host);
    return whole ? host : ofService(host, namespace, domain);
  }

  public static String ofService(String name, String namespace, String domain) {
    return name + "." + namespace + ".svc." + domain;
  }

  public static boolean isWildcard(String host) {
    return host.startsWith("*");
  }

  private static boolean isIpv6(String host) {
    return host.indexOf(':') >= 0;
  }

  /// Whether every name that `narrow` means is meant by `wide` too.
  public static boolean subsetOf(String narrow, String wide) {
    if (isWildcard(wide)) {
      String suffix = wide.substring(1);
      String own = isWildcard(narrow) ? narrow.substring(1) : narrow;
      return own.length() >= suffix.length() && own.endsWith(suffix);
    }
    return narrow.equals(wide);
  }

  /// Whether one of `wide` means every name that `narrow` means.
  public static boolean subsetOfAny(String narrow, Collection<String> wide) {
    return wide.stream().anyMatch(each -> subsetOf(narrow, each));
  }

  /// What both lists mean, the more specific side of each pair.
  public static List<String> intersection(List<String> left, List<String> right) {
    return left.stream()
        .flatMap(one -> right.stream().flatMap(other -> common(one, other).stream()))
        .distinct()
        .toList();
  }

  private static List<String> common(String one, String other) {
    if (subsetOf(one, other)) {
      return List.of(one);
    }
    return subsetOf(other, one) ? List.of(other) : List.of();
  }
}
