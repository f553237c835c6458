package io.limpet.proxy.plan.transport;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/// A certificate with those that it is signed by, its key, and what its authority said of it last
/// (OCSP, empty for nothing), which is good until a time.
public record TlsCertificate(
    List<X509Certificate> chain, PrivateKey key, Bytes staple, Instant stapleUntil) {
  /// RFC 7633: every client that asks is to get a staple.
  private static final String MUST_STAPLE = "1.3.6.1.5.5.7.1.24";

  public TlsCertificate {
    chain = List.copyOf(chain);
  }

  public X509Certificate own() {
    return chain.getFirst();
  }

  public boolean mustStaple() {
    return own().getExtensionValue(MUST_STAPLE) != null;
  }

  /// Whether there is a staple that is good at that time.
  public boolean isStapled(Instant now) {
    return !staple.isEmpty() && !stapleUntil.isBefore(now);
  }

  /// What is said of a key never contains it.
  @Override
  public String toString() {
    return "TlsCertificate[" + own().getSubjectX500Principal() + "]";
  }
}
