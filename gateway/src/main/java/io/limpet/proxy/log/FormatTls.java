package io.limpet.proxy.log;

import io.limpet.proxy.head.CertificateFacts;
import io.limpet.proxy.head.TlsFacts;
import io.limpet.proxy.plan.format.FormatString.TlsFact;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What formats tell of TLS with a client and with an endpoint (Envoy: stream_info_formatter.cc).
public final class FormatTls {
  private FormatTls() {}

  /// Null where there is nothing to tell.
  public static @Nullable String of(TlsFact fact, TlsFacts tls) {
    CertificateFacts peer = tls.peer();
    CertificateFacts own = tls.own();
    String text =
        switch (fact) {
          case REQUESTED_SERVER_NAME -> tls.serverName();
          case DOWNSTREAM_TLS_VERSION, UPSTREAM_TLS_VERSION -> tls.version();
          case DOWNSTREAM_TLS_CIPHER, UPSTREAM_TLS_CIPHER -> tls.cipher();
          case DOWNSTREAM_TLS_SESSION_ID, UPSTREAM_TLS_SESSION_ID -> tls.sessionId();
          case DOWNSTREAM_PEER_SUBJECT, UPSTREAM_PEER_SUBJECT -> peer.subject();
          case DOWNSTREAM_PEER_ISSUER, UPSTREAM_PEER_ISSUER -> peer.issuer();
          case DOWNSTREAM_PEER_SERIAL -> peer.serial();
          case DOWNSTREAM_PEER_FINGERPRINT_256 -> peer.digest("SHA-256");
          case DOWNSTREAM_PEER_FINGERPRINT_1 -> peer.digest("SHA-1");
          case DOWNSTREAM_PEER_CERT, UPSTREAM_PEER_CERT -> peer.encoded();
          case DOWNSTREAM_PEER_URI_SAN, UPSTREAM_PEER_URI_SAN -> joined(peer.uris());
          case DOWNSTREAM_PEER_DNS_SAN, UPSTREAM_PEER_DNS_SAN -> joined(peer.dnsNames());
          case DOWNSTREAM_PEER_IP_SAN, UPSTREAM_PEER_IP_SAN -> joined(peer.ips());
          case DOWNSTREAM_PEER_EMAIL_SAN -> joined(peer.emails());
          case DOWNSTREAM_LOCAL_SUBJECT -> own.subject();
          case DOWNSTREAM_LOCAL_URI_SAN, UPSTREAM_LOCAL_URI_SAN -> joined(own.uris());
          case DOWNSTREAM_LOCAL_DNS_SAN, UPSTREAM_LOCAL_DNS_SAN -> joined(own.dnsNames());
          case DOWNSTREAM_LOCAL_IP_SAN, UPSTREAM_LOCAL_IP_SAN -> joined(own.ips());
          case DOWNSTREAM_LOCAL_EMAIL_SAN -> joined(own.emails());
        };
    return text.isEmpty() ? null : text;
  }

  private static String joined(List<String> names) {
    return String.join(",", names);
  }
}
