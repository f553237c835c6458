package io.limpet.proxy.tls;

import io.limpet.proxy.plan.transport.TlsSettings;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/// What is said to an engine of the JDK for one connection, where BoringSSL is told it for all.
final class JdkEngines {
  private JdkEngines() {}

  /// BoringSSL takes the client's order of the ciphers of TLS 1.3, which are all alike to it, and
  /// the server's of the older ones (ssl_choose_tls13_cipher in its ssl/s3_both.cc). The JDK takes
  /// one of the two for both, so that it must be told which version is going to be spoken.
  static void prepareServer(SSLEngine engine, TlsSettings settings, boolean clientHasTls13) {
    SSLParameters parameters = engine.getSSLParameters();
    boolean tls13 = clientHasTls13 && settings.versions().contains("TLSv1.3");
    parameters.setUseCipherSuitesOrder(!tls13);
    parameters.setNamedGroups(groups(settings));
    engine.setSSLParameters(parameters);
  }

  static void prepareClient(SSLEngine engine, TlsSettings settings) {
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setNamedGroups(groups(settings));
    engine.setSSLParameters(parameters);
  }

  /// Java's names of `ecdh_curves`. One that the JDK does not have is passed over by it.
  private static String[] groups(TlsSettings settings) {
    List<String> names = settings.curves().stream().map(JdkEngines::group).toList();
    return names.toArray(String[]::new);
  }

  private static String group(String curve) {
    return switch (curve) {
      case "P-256" -> "secp256r1";
      case "P-384" -> "secp384r1";
      case "P-521" -> "secp521r1";
      case "X25519" -> "x25519";
      default -> curve;
    };
  }
}
