package io.limpet.mesh.gatewayapi;

import io.limpet.model.kubernetes.Secret;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;

/// Whether Secrets hold what a listener needs (`buildSecretReference` in Istio's `conversion.go`):
/// istiod does not open one whose certificate is broken.
final class Certificates {
  private Certificates() {}

  /// What is wrong, empty for nothing.
  static String flaw(Secret secret) {
    boolean generic = secret.keys().contains("cert") && secret.keys().contains("key");
    byte[] chain = secret.value(generic ? "cert" : "tls.crt");
    byte[] key = secret.value(generic ? "key" : "tls.key");
    if (chain == null || chain.length == 0 || key == null || key.length == 0) {
      return "has no tls.crt with its tls.key";
    }
    if (!isCertificate(chain)) {
      return "has no certificate in PEM";
    }
    return new String(key, StandardCharsets.ISO_8859_1).contains("PRIVATE KEY-----")
        ? ""
        : "has no key in PEM";
  }

  private static boolean isCertificate(byte[] pem) {
    try {
      return !CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(pem))
          .isEmpty();
    } catch (CertificateException noCertificate) {
      return false; // said with the listener
    }
  }
}
