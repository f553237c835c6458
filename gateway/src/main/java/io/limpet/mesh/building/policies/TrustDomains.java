package io.limpet.mesh.building.policies;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The domain that a mesh's certificates name, and others that mean the same
/// (`trustdomain/bundle.go` in Istio's `pilot/pkg/security`).
final class TrustDomains {
  /// `domain/ns/namespace/sa/account`.
  private static final int PARTS = 5;

  /// Stands for the mesh's own domain, whatever that is.
  private static final String POINTER = "cluster.local";

  private final List<String> domains;

  /// The mesh's own domain first.
  TrustDomains(String own, List<String> aliases) {
    List<String> all = new ArrayList<>();
    all.add(own);
    all.addAll(aliases);
    this.domains = List.copyOf(all);
  }

  /// The principals in every domain that they may be of.
  List<String> spread(List<String> principals) {
    List<String> spread = new ArrayList<>();
    for (String principal : principals) {
      int slash = principal.indexOf('/');
      boolean whole = principal.split("/", -1).length == PARTS;
      String domain = slash < 0 ? "" : principal.substring(0, slash);
      if (whole && !domain.equals("*") && isOurs(domain)) {
        spread.addAll(inEach(domain, principal.substring(slash)));
      } else {
        spread.add(principal);
      }
    }
    return spread;
  }

  private boolean isOurs(String domain) {
    return domain.equals(POINTER) || domains.stream().anyMatch(each -> alike(each, domain));
  }

  private static boolean alike(String one, String other) {
    return one.equals(other) || matches(one, other) || matches(other, one);
  }

  private static boolean matches(String domain, String pattern) {
    return (pattern.startsWith("*") && domain.endsWith(pattern.substring(1)))
        || (pattern.endsWith("*") && domain.startsWith(pattern.substring(0, pattern.length() - 1)));
  }

  private Set<String> inEach(String domain, String rest) {
    Set<String> names = new LinkedHashSet<>();
    for (String each : domains) {
      boolean covered = domain.startsWith("*") && each.endsWith(domain.substring(1));
      names.add((covered ? domain : each) + rest);
    }
    return names;
  }
}
