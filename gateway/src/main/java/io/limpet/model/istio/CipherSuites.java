package io.limpet.model.istio;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The cipher suites that Istio knows; it drops others, unless they begin with an operator
/// (`FilterCipherSuites` in its `pkg/config/security`).
public final class CipherSuites {
  private static final Set<String> KNOWN =
      Set.of(
          "ALL",
          "AES128-GCM-SHA256",
          "AES128-SHA",
          "AES256-GCM-SHA384",
          "AES256-SHA",
          "DES-CBC3-SHA",
          "ECDHE-ECDSA-AES128-GCM-SHA256",
          "ECDHE-ECDSA-AES128-SHA",
          "ECDHE-ECDSA-AES256-GCM-SHA384",
          "ECDHE-ECDSA-AES256-SHA",
          "ECDHE-ECDSA-CHACHA20-POLY1305",
          "ECDHE-RSA-AES128-GCM-SHA256",
          "ECDHE-RSA-AES128-SHA",
          "ECDHE-RSA-AES256-GCM-SHA384",
          "ECDHE-RSA-AES256-SHA",
          "ECDHE-RSA-CHACHA20-POLY1305");

  private CipherSuites() {}

  public static boolean isKnown(String suite) {
    return suite.isEmpty() || !Character.isLetterOrDigit(suite.charAt(0)) || KNOWN.contains(suite);
  }

  /// Those of them, each once.
  public static List<String> known(Collection<String> suites) {
    Set<String> known = new LinkedHashSet<>(suites);
    known.removeIf(each -> !isKnown(each));
    return List.copyOf(known);
  }
}
