package io.limpet.proxy.plan;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// A certificate with those that it is signed by, its key, and what its authority said of it last
/// (OCSP, empty for nothing).
public record TlsCertificate(List<X509Certificate> chain, PrivateKey key, Bytes staple) {
  public TlsCertificate {
    chain = List.copyOf(chain);
  }

  public X509Certificate own() {
    return chain.getFirst();
  }

  /// What is said of a key never contains it.
  @Override
  public String toString() {
    return "TlsCertificate[" + own().getSubjectX500Principal() + "]";
  }
}
