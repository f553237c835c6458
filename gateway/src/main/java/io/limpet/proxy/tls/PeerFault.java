package io.limpet.proxy.tls;

import io.netty.handler.ssl.OpenSslCertificateException;
import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/// Why a peer's certificate is not accepted. Each has the number that OpenSSL gives it, by which
/// the alert is chosen that the peer is told.
public enum PeerFault {
  EXPIRED(10),
  NOT_YET_VALID(9),
  REVOKED(23),
  WITHOUT_LIST(3),
  LIST_EXPIRED(12),
  UNKNOWN_AUTHORITY(20),
  PURPOSE(26),
  TOO_LONG(22),
  /// Of this and the next the number is one whose alert is `certificate_unknown`, as Envoy's is.
  NAME(48),
  PIN(48);

  private static final String MARK = "peer certificate: ";

  private final int number;

  PeerFault(int number) {
    this.number = number;
  }

  CertificateException exception(TlsEngine engine) {
    return switch (engine) {
      case BORING_SSL -> new OpenSslCertificateException(MARK + name(), number);
      case JDK -> new CertificateException(MARK + name());
    };
  }

  /// Why a handshake failed, or null where that was no fault of the peer's certificate.
  public static @Nullable PeerFault of(@Nullable Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      String message = each.getMessage();
      if (each instanceof CertificateException && message != null && message.startsWith(MARK)) {
        return valueOf(message.substring(MARK.length()));
      }
    }
    return null;
  }
}
