package io.limpet.proxy.tls;

import io.netty.handler.ssl.OpenSslCertificateException;
import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/// Why a peer's certificate is not accepted. Each has the number that OpenSSL gives it, by which
/// the alert is chosen that the peer is told.
public enum PeerFault {
  EXPIRED(10, "certificate has expired"),
  NOT_YET_VALID(9, "certificate is not yet valid"),
  REVOKED(23, "certificate revoked"),
  WITHOUT_LIST(3, "unable to get certificate CRL"),
  LIST_EXPIRED(12, "CRL has expired"),
  UNKNOWN_AUTHORITY(20, "unable to get local issuer certificate"),
  PURPOSE(26, "unsupported certificate purpose"),
  TOO_LONG(22, "certificate chain too long"),
  /// Of this and the next the number is one whose alert is `certificate_unknown`, as Envoy's is.
  NAME(48, ""),
  PIN(48, "");

  private static final String MARK = "peer certificate: ";
  private static final String END = ": ";

  private final int number;
  private final String words;

  PeerFault(int number, String words) {
    this.number = number;
    this.words = words;
  }

  /// As Envoy tells it (default_validator.cc).
  String told() {
    return switch (this) {
      case NAME -> "verify cert failed: SAN matcher";
      case PIN -> "verify cert failed: cert hash and spki";
      case EXPIRED,
          NOT_YET_VALID,
          REVOKED,
          WITHOUT_LIST,
          LIST_EXPIRED,
          UNKNOWN_AUTHORITY,
          PURPOSE,
          TOO_LONG ->
          "verify cert failed: X509_verify_cert: certificate verification error at depth 0: "
              + words;
    };
  }

  /// `told` is what [#told(Throwable)] gives back.
  CertificateException exception(TlsEngine engine, String told) {
    String message = MARK + name() + END + told;
    return switch (engine) {
      case BORING_SSL -> new OpenSslCertificateException(message, number);
      case JDK -> new CertificateException(message);
    };
  }

  /// Why a handshake failed, or null where that was no fault of the peer's certificate.
  public static @Nullable PeerFault of(@Nullable Throwable failure) {
    @Nullable String message = message(failure);
    return message == null ? null : valueOf(message.substring(0, message.indexOf(END)));
  }

  /// The same in words, or null.
  static @Nullable String told(@Nullable Throwable failure) {
    @Nullable String message = message(failure);
    return message == null ? null : message.substring(message.indexOf(END) + END.length());
  }

  /// A fault's name and words.
  private static @Nullable String message(@Nullable Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      String message = each.getMessage();
      if (each instanceof CertificateException && message != null && message.startsWith(MARK)) {
        return message.substring(MARK.length());
      }
    }
    return null;
  }
}
