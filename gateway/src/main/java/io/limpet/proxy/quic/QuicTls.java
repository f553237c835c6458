package io.limpet.proxy.quic;

import io.limpet.proxy.head.CertificateFacts;
import io.limpet.proxy.head.TlsFacts;
import io.limpet.proxy.plan.transport.Bytes;
import io.limpet.proxy.plan.transport.DownstreamTls;
import io.limpet.proxy.plan.transport.PeerRules;
import io.limpet.proxy.plan.transport.TlsCertificate;
import io.limpet.proxy.tls.CipherNames;
import io.limpet.proxy.tls.ServerCertificate;
import io.limpet.proxy.tls.ServerTls.Hello;
import io.limpet.proxy.tls.TicketKeys;
import io.limpet.proxy.tls.TlsContexts;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.SslSessionTicketKey;
import io.netty.handler.ssl.ClientAuth;
import io.netty.util.Mapping;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;

/// One filter chain's TLS within QUIC: a context for each certificate, made once and shared by all
/// event loops. Immutable; what a change of configuration replaces serves its connections on.
public final class QuicTls {
  private final DownstreamTls plan;
  private final List<ServerCertificate> certificates;
  private final TlsContexts contexts;

  private QuicTls(DownstreamTls plan, List<ServerCertificate> certificates, TlsContexts contexts) {
    this.contexts = contexts;
    this.plan = plan;
    this.certificates = List.copyOf(certificates);
  }

  /// `own` is the key of tickets where none is configured.
  public static QuicTls make(DownstreamTls plan, Bytes own, TlsContexts contexts) {
    List<ServerCertificate> certificates = new ArrayList<>();
    for (TlsCertificate each : plan.settings().certificates()) {
      certificates.add(new ServerCertificate(each, context(each, plan, own, contexts)));
    }
    return new QuicTls(plan, certificates, contexts);
  }

  /// Where clients are asked for certificates no session is resumed, as in Envoy
  /// (`quic_mtls_resumption_disabled_by_default`): on resuming nobody is asked again.
  private static QuicSslContext context(
      TlsCertificate certificate, DownstreamTls plan, Bytes own, TlsContexts contexts) {
    boolean asks = plan.settings().peer().asks();
    QuicSslContext context =
        QuicSslContextBuilder.forServer(
                certificate.key(), null, certificate.chain().toArray(X509Certificate[]::new))
            .trustManager(contexts.quicClients(asks ? plan.settings().peer() : PeerRules.NONE))
            .applicationProtocols("h3")
            .sessionTimeout(plan.sessions().timeoutSeconds())
            .build();
    if (!asks) {
      context
          .sessionContext()
          .setTicketKeys(
              TicketKeys.of(plan.sessions(), own, SslSessionTicketKey::new)
                  .toArray(SslSessionTicketKey[]::new));
    }
    return context;
  }

  /// A context for connections whose server name is not known yet. BoringSSL keeps of it, when the
  /// name is there, whether a certificate is asked for and that somebody is asked for the keys of
  /// tickets (`SSL_set_SSL_CTX`); which keys, and which certificates are good, says the one that
  /// `named` gives.
  static QuicSslContext unnamed(
      ClientAuth asks, Mapping<? super String, ? extends QuicSslContext> named) {
    try {
      KeyManagerFactory none =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      none.init(null, null);
      QuicSslContext context =
          QuicSslContextBuilder.forServer(none, null).clientAuth(asks).sni(named).build();
      byte[] unused = new byte[TicketKeys.TAKEN_BYTES];
      context.sessionContext().setTicketKeys(new SslSessionTicketKey(unused, unused, unused));
      return context;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("no keys", impossible);
    }
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

  /// What clients are asked for.
  ClientAuth asks() {
    if (!plan.settings().peer().asks()) {
      return ClientAuth.NONE;
    }
    return plan.asksAll() ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL;
  }

  /// What is known of a connection whose handshake is over. A certificate that another chain's
  /// clients were asked for is none.
  TlsFacts facts(SSLEngine engine, ServerCertificate certificate, String serverName) {
    SSLSession session = engine.getSession();
    PeerRules rules = plan.settings().peer();
    List<X509Certificate> shown = rules.asks() ? TlsContexts.peer(session) : List.of();
    return new TlsFacts(
        "TLSv1.3",
        CipherNames.of(session.getCipherSuite()),
        serverName,
        "h3",
        HexFormat.of().formatHex(session.getId()),
        CertificateFacts.of(shown),
        contexts.validates(rules, shown),
        certificate.facts());
  }
}
