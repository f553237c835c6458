package io.limpet.proxy.plan.match;

import io.limpet.proxy.head.TlsFacts;

/// Whether a client must have shown a certificate, and whether that must be a good one
/// (route_components.proto, `TlsContextMatchOptions`). A connection without TLS has none.
public record CertificateTest(Wanted presented, Wanted validated) {
  /// Every connection.
  public static final CertificateTest ALL = new CertificateTest(Wanted.EITHER, Wanted.EITHER);

  /// What is wanted of something that is so, or is not.
  public enum Wanted {
    EITHER,
    YES,
    NO;

    boolean allows(boolean is) {
      return this == EITHER || is == (this == YES);
    }
  }

  boolean test(TlsFacts tls) {
    return presented.allows(tls.peer().present()) && validated.allows(tls.validated());
  }
}
