package io.limpet.mesh.building.gatewayapi;

import io.limpet.model.istio.ConfigMap;
import io.limpet.model.kubernetes.Secret;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;

/// Whether Secrets and ConfigMaps hold what a listener or policy needs (`buildSecretReference` and
/// `buildCaCertificateReference` in Istio's `conversion.go`): istiod does not open a listener whose
/// certificate is broken.
public final class Certificates {
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

  /// What is wrong with the authorities that a Secret has, empty for nothing.
  static String flawOfAuthorities(Secret secret) {
    byte[] generic = secret.value("cacert");
    byte[] authorities = generic == null ? secret.value("ca.crt") : generic;
    return flawOfAuthorities(authorities == null ? new byte[0] : authorities);
  }

  /// What is wrong with the authorities that a ConfigMap has, empty for nothing.
  public static String flawOfAuthorities(ConfigMap config) {
    return flawOfAuthorities(authorities(config).getBytes(StandardCharsets.UTF_8));
  }

  private static String flawOfAuthorities(byte[] pem) {
    if (pem.length == 0) {
      return "has neither ca.crt nor cacert";
    }
    return isCertificate(pem) ? "" : "has no certificate in PEM where its authorities should be";
  }

  /// In PEM, empty for none.
  public static String authorities(ConfigMap config) {
    String generic = config.authorities().getOrDefault("cacert", "");
    return generic.isEmpty() ? config.authorities().getOrDefault("ca.crt", "") : generic;
  }

  /// What they took back, in PEM.
  public static String revoked(ConfigMap config) {
    boolean generic = config.authorities().containsKey("cacert");
    return config.authorities().getOrDefault(generic ? "crl" : "ca.crl", "");
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
