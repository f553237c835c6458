package io.limpet.proxy.quic;

import io.limpet.proxy.head.CertificateFacts;
import io.limpet.proxy.head.TlsFacts;
import io.limpet.proxy.plan.transport.Bytes;
import io.limpet.proxy.plan.transport.DownstreamTls;
import io.limpet.proxy.plan.transport.TlsCertificate;
import io.limpet.proxy.tls.CipherNames;
import io.limpet.proxy.tls.ServerCertificate;
import io.limpet.proxy.tls.ServerTls.Hello;
import io.limpet.proxy.tls.TicketKeys;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.SslSessionTicketKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;

/// One filter chain's TLS within QUIC: a context for each certificate, made once and shared by all
/// event loops. Immutable; what a change of configuration replaces serves its connections on.
public final class QuicTls {
  private final DownstreamTls plan;
  private final List<ServerCertificate> certificates;

  private QuicTls(DownstreamTls plan, List<ServerCertificate> certificates) {
    this.plan = plan;
    this.certificates = List.copyOf(certificates);
  }

  /// `own` is the key of tickets where none is configured.
  public static QuicTls make(DownstreamTls plan, Bytes own) {
    List<ServerCertificate> certificates = new ArrayList<>();
    for (TlsCertificate each : plan.settings().certificates()) {
      certificates.add(new ServerCertificate(each, context(each, plan, own)));
    }
    return new QuicTls(plan, certificates);
  }

  private static QuicSslContext context(TlsCertificate certificate, DownstreamTls plan, Bytes own) {
    QuicSslContext context =
        QuicSslContextBuilder.forServer(
                certificate.key(), null, certificate.chain().toArray(X509Certificate[]::new))
            .applicationProtocols("h3")
            .sessionTimeout(plan.sessions().timeoutSeconds())
            .build();
    context
        .sessionContext()
        .setTicketKeys(
            TicketKeys.of(plan.sessions(), own, SslSessionTicketKey::new)
                .toArray(SslSessionTicketKey[]::new));
    return context;
  }

  /// What it was made of.
  public DownstreamTls plan() {
    return plan;
  }

  /// A client of QUIC speaks TLS 1.3, and so can check certificates of elliptic curves.
  ServerCertificate certificate(String serverName) {
    return ServerCertificate.choose(
        certificates, new Hello(serverName, true, false, true), plan.scansAll(), _ -> true);
  }

  /// What is known of a connection whose handshake is over.
  static TlsFacts facts(SSLEngine engine, ServerCertificate certificate, String serverName) {
    SSLSession session = engine.getSession();
    return new TlsFacts(
        "TLSv1.3",
        CipherNames.of(session.getCipherSuite()),
        serverName,
        "h3",
        HexFormat.of().formatHex(session.getId()),
        CertificateFacts.NONE,
        certificate.facts());
  }
}
