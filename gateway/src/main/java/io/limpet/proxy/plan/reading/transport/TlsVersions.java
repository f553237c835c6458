package io.limpet.proxy.plan.reading.transport;

import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters.TlsProtocol;
import io.limpet.proxy.plan.reading.fields.Place;
import java.util.List;
import java.util.Set;

/// Versions, ciphers and curves of TLS, with Envoy's own where nothing is said (Envoy:
/// tls/context_config_impl.cc).
final class TlsVersions {
  /// Which side of a connection we are.
  enum Side {
    SERVER,
    CLIENT
  }

  private static final List<String> ALL = List.of("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");
  private static final int TLS_12 = 2;
  private static final int TLS_13 = 3;

  /// As Envoy built with BoringSSL has them.
  private static final List<String> USUAL_CIPHERS =
      List.of(
          "[ECDHE-ECDSA-AES128-GCM-SHA256|ECDHE-ECDSA-CHACHA20-POLY1305]",
          "[ECDHE-RSA-AES128-GCM-SHA256|ECDHE-RSA-CHACHA20-POLY1305]",
          "ECDHE-ECDSA-AES256-GCM-SHA384",
          "ECDHE-RSA-AES256-GCM-SHA384");

  private static final Set<String> CIPHERS =
      Set.of(
          "ECDHE-ECDSA-AES128-GCM-SHA256",
          "ECDHE-ECDSA-CHACHA20-POLY1305",
          "ECDHE-RSA-AES128-GCM-SHA256",
          "ECDHE-RSA-CHACHA20-POLY1305",
          "ECDHE-ECDSA-AES256-GCM-SHA384",
          "ECDHE-RSA-AES256-GCM-SHA384",
          "ECDHE-ECDSA-AES128-SHA",
          "ECDHE-RSA-AES128-SHA",
          "ECDHE-ECDSA-AES256-SHA",
          "ECDHE-RSA-AES256-SHA",
          "AES128-GCM-SHA256",
          "AES256-GCM-SHA384",
          "AES128-SHA",
          "AES256-SHA");

  static final List<String> USUAL_CURVES = List.of("X25519", "P-256");
  private static final Set<String> CURVES =
      Set.of("X25519", "P-256", "P-384", "P-521", "X25519MLKEM768");

  private TlsVersions() {}

  static List<String> read(TlsParameters parameters, Side side, Place place) {
    place.onlyServes(
        parameters,
        Set.of(
            "tls_minimum_protocol_version",
            "tls_maximum_protocol_version",
            "cipher_suites",
            "ecdh_curves"));
    int lowest = number(parameters.getTlsMinimumProtocolVersion(), TLS_12);
    int highest =
        number(parameters.getTlsMaximumProtocolVersion(), side == Side.SERVER ? TLS_13 : TLS_12);
    if (lowest > highest) {
      throw place
          .at("tls_minimum_protocol_version")
          .refused("is above tls_maximum_protocol_version; no version is left");
    }
    return ALL.subList(lowest, highest + 1);
  }

  private static int number(TlsProtocol protocol, int usual) {
    return switch (protocol) {
      case TLS_AUTO, UNRECOGNIZED -> usual;
      case TLSv1_0 -> 0;
      case TLSv1_1 -> 1;
      case TLSv1_2 -> TLS_12;
      case TLSv1_3 -> TLS_13;
    };
  }

  /// `[A|B]` are of equal rank: the client's order counts.
  static List<String> ciphers(TlsParameters parameters, Place place) {
    if (parameters.getCipherSuitesCount() == 0) {
      return USUAL_CIPHERS;
    }
    for (int i = 0; i < parameters.getCipherSuitesCount(); i++) {
      for (String each : names(parameters.getCipherSuites(i))) {
        if (!CIPHERS.contains(each)) {
          throw place
              .at("cipher_suites", i)
              .refused(
                  "Failed to initialize cipher suites " + each + ": it is no cipher of BoringSSL");
        }
      }
    }
    return List.copyOf(parameters.getCipherSuitesList());
  }

  private static String[] names(String written) {
    boolean group = written.startsWith("[") && written.endsWith("]");
    return group ? written.substring(1, written.length() - 1).split("\\|", -1) : written.split(":");
  }

  static List<String> curves(TlsParameters parameters, Place place) {
    if (parameters.getEcdhCurvesCount() == 0) {
      return USUAL_CURVES;
    }
    for (int i = 0; i < parameters.getEcdhCurvesCount(); i++) {
      if (!CURVES.contains(parameters.getEcdhCurves(i))) {
        throw place
            .at("ecdh_curves", i)
            .refused(
                "Failed to initialize ECDH curves "
                    + parameters.getEcdhCurves(i)
                    + ": it is none of "
                    + String.join(", ", CURVES.stream().sorted().toList()));
      }
    }
    return List.copyOf(parameters.getEcdhCurvesList());
  }
}
