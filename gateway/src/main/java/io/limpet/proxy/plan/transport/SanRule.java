package io.limpet.proxy.plan.transport;

import io.limpet.proxy.plan.match.IpAddress;
import io.limpet.proxy.plan.match.TextTest;
import java.util.Locale;

/// What a name in a certificate must be like (Envoy: tls/cert_validator/san_matcher.cc).
public final class SanRule {
  /// The kinds of names that certificates have, and that rules ask for.
  public enum Kind {
    EMAIL,
    DNS,
    URI,
    IP
  }

  private final Kind kind;
  private final TextTest test;

  public SanRule(Kind kind, TextTest test) {
    this.kind = kind;
    this.test = test;
  }

  /// The host that was asked for must be the one that answers.
  public static SanRule host(String name) {
    return new SanRule(
        IpAddress.canonical(name) == null ? Kind.DNS : Kind.IP, new TextTest.Exact(name, false));
  }

  /// A DNS name that is written out may also be meant by `*.` in the certificate.
  public boolean allows(Kind ofName, String name) {
    if (kind != ofName) {
      return false;
    }
    return (kind == Kind.DNS && test instanceof TextTest.Exact(String wanted, boolean _))
        ? isMeant(wanted.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT))
        : test.test(name);
  }

  private static boolean isMeant(String host, String name) {
    if (host.equals(name)) {
      return true;
    }
    int dot = host.indexOf('.');
    return dot > 0 && name.startsWith("*.") && host.substring(dot).equals(name.substring(1));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SanRule rule && kind == rule.kind && test.equals(rule.test);
  }

  @Override
  public int hashCode() {
    return 31 * kind.hashCode() + test.hashCode();
  }

  @Override
  public String toString() {
    return kind + " " + test;
  }
}
