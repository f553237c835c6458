package io.limpet.proxy.tls;

import io.limpet.proxy.head.CertificateFacts;
import io.limpet.proxy.plan.transport.DownstreamTls;
import io.limpet.proxy.plan.transport.PeerRules;
import io.limpet.proxy.plan.transport.TlsCertificate;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CRLException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;

/// Where a session is good: at listeners that show a certificate of the same names and ask the same
/// of clients (Envoy: tls/context_impl.cc, generateHashForSessionContextId). Without that a client
/// that has no certificate would take a ticket of a listener that asks for none to one that does:
/// the key of tickets is the same, and on resuming nobody is asked again.
final class SessionScope {
  private final MessageDigest digest;

  private SessionScope(MessageDigest digest) {
    this.digest = digest;
  }

  /// 32 bytes, the same in every replica; another certificate of the same names changes nothing.
  static byte[] of(DownstreamTls plan, TlsCertificate shown) {
    try {
      SessionScope scope = new SessionScope(MessageDigest.getInstance("SHA-256"));
      scope.add(CertificateFacts.of(shown.chain()));
      scope.add(Boolean.toString(plan.asksAll()));
      scope.add(plan.settings().peer());
      return scope.digest.digest();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("what was read from certificates", impossible);
    }
  }

  private void add(CertificateFacts shown) {
    add(shown.subject());
    add(shown.issuer());
    add(shown.dnsNames().toString());
    add(shown.uris().toString());
    add(shown.ips().toString());
  }

  private void add(PeerRules asked) throws CertificateEncodingException, CRLException {
    for (X509Certificate each : asked.authorities()) {
      add(each.getEncoded());
    }
    for (X509CRL each : asked.revoked()) {
      add(each.getEncoded());
    }
    add(asked.pins().toString());
    add(asked.keys().toString());
    add(asked.names().toString());
    add(asked.leniency().toString());
  }

  private void add(String text) {
    add(text.getBytes(StandardCharsets.UTF_8));
  }

  /// With its length, so that no two lists are the same bytes.
  private void add(byte[] bytes) {
    int length = bytes.length;
    digest.update(
        new byte[] {
          (byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length
        });
    digest.update(bytes);
  }
}
