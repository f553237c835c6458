package io.limpet.proxy.tls;

import io.limpet.proxy.head.CertificateFacts;
import io.limpet.proxy.head.TlsFacts;
import io.limpet.proxy.plan.transport.Bytes;
import io.limpet.proxy.plan.transport.DownstreamTls;
import io.limpet.proxy.plan.transport.DownstreamTls.Sessions;
import io.limpet.proxy.plan.transport.DownstreamTls.Stapling;
import io.limpet.proxy.plan.transport.PeerRules;
import io.limpet.proxy.plan.transport.TlsCertificate;
import io.limpet.proxy.plan.transport.TlsSettings;
import io.limpet.proxy.plan.transport.UpstreamTls.Verified;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.ReferenceCountedOpenSslServerContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSL;
import java.lang.ref.Reference;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// One filter chain's TLS with clients: a context for each certificate, made once and shared by all
/// event loops. Immutable; what a change of configuration replaces serves its connections on.
public final class ServerTls {
  /// BoringSSL's own, which is Envoy's; Netty's would be five minutes.
  private static final long USUAL_SESSION_SECONDS = 7200;

  private final List<ServerCertificate> certificates;
  private final DownstreamTls plan;
  private final TlsContexts contexts;

  private ServerTls(
      DownstreamTls plan, List<ServerCertificate> certificates, TlsContexts contexts) {
    this.plan = plan;
    this.contexts = contexts;
    this.certificates = List.copyOf(certificates);
  }

  /// `protocols` are those that may be agreed on, `own` the key of tickets where none is
  /// configured.
  public static ServerTls make(
      DownstreamTls plan, List<String> protocols, Bytes own, TlsContexts contexts)
      throws SSLException {
    List<ServerCertificate> certificates = new ArrayList<>();
    List<SslContext> made = new ArrayList<>();
    for (TlsCertificate each : plan.settings().certificates()) {
      SslContext context = context(each, plan, protocols, contexts);
      sessions(context, plan, each, own);
      made.add(context);
      certificates.add(new ServerCertificate(each, context));
    }
    ServerTls tls = new ServerTls(plan, certificates, contexts);
    contexts.freeAfter(tls, made);
    return tls;
  }

  private static SslContext context(
      TlsCertificate certificate, DownstreamTls plan, List<String> protocols, TlsContexts contexts)
      throws SSLException {
    TlsSettings settings = plan.settings();
    SslContextBuilder builder =
        SslContextBuilder.forServer(certificate.key(), certificate.chain())
            .enableOcsp(
                contexts.engine() == TlsEngine.BORING_SSL && !certificate.staple().isEmpty());
    if (settings.peer().asks()) {
      builder
          .clientAuth(plan.asksAll() ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL)
          .trustManager(
              new PeerCheck(settings.peer(), Verified.NOT, contexts.engine(), contexts.clock()));
    }
    long timeout = plan.sessions().timeoutSeconds();
    builder.sessionTimeout(timeout > 0 ? timeout : USUAL_SESSION_SECONDS);
    return contexts.build(builder, settings, protocols);
  }

  /// Tickets of one replica are taken by another that has the same keys. Envoy's keys have 80
  /// bytes; of each of their three parts the engine takes the first 16.
  private static void sessions(
      SslContext context, DownstreamTls plan, TlsCertificate certificate, Bytes own) {
    if (!(context instanceof ReferenceCountedOpenSslServerContext openSsl)) {
      return;
    }
    Sessions sessions = plan.sessions();
    var of = openSsl.sessionContext();
    of.setSessionIdContext(SessionScope.of(plan, certificate));
    of.setSessionCacheEnabled(sessions.cached());
    if (sessions.tickets()) {
      of.setTicketKeys(
          TicketKeys.of(sessions, own, OpenSslSessionTicketKey::new)
              .toArray(OpenSslSessionTicketKey[]::new));
    }
  }

  /// What it was made of.
  public DownstreamTls plan() {
    return plan;
  }

  /// Whether a certificate is chosen by what the client says first, or the order of ciphers.
  public boolean asksForHello() {
    return contexts.engine() == TlsEngine.JDK
        || certificates.size() > 1
        || certificates.stream().anyMatch(this::refuses);
  }

  /// Whether a client may be refused for want of a good staple.
  private boolean refuses(ServerCertificate each) {
    return plan.stapling() != Stapling.LENIENT || each.plan().mustStaple();
  }

  /// The first of them for a client of whom nothing is known; null for one that is refused (Envoy:
  /// tls/server_context_impl.cc, ocspStapleAction).
  public @Nullable ServerCertificate certificate(Hello hello) {
    ServerCertificate chosen =
        ServerCertificate.choose(
            certificates, hello, plan.scansAll(), each -> isServed(each, hello));
    return isServed(chosen, hello) ? chosen : null;
  }

  private boolean isServed(ServerCertificate each, Hello hello) {
    if (!hello.asksForStaple() || each.plan().isStapled(contexts.clock().instant())) {
      return true;
    }
    return switch (each.plan().mustStaple() ? Stapling.MUST : plan.stapling()) {
      case LENIENT -> true;
      case STRICT -> each.plan().staple().isEmpty();
      case MUST -> false;
    };
  }

  /// What a client says of itself that a certificate is chosen by.
  public record Hello(
      String serverName, boolean ellipticCurves, boolean asksForStaple, boolean tls13) {
    public static final Hello NONE = new Hello("", false, false, false);
  }

  /// A handler for one connection, of a client that says this of itself.
  public SslHandler handler(
      ServerCertificate certificate, Hello hello, ByteBufAllocator allocator) {
    try {
      SslHandler handler = certificate.context().newHandler(allocator);
      handler.setHandshakeTimeoutMillis(0);
      if (handler.engine() instanceof ReferenceCountedOpenSslEngine openSsl) {
        prepare(openSsl, certificate);
      } else {
        JdkEngines.prepareServer(handler.engine(), plan.settings(), hello.tls13());
      }
      return handler;
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /// That no tickets are made cannot be said to Netty of a whole context, so it is said of each
  /// connection.
  @SuppressWarnings("deprecation") // the only way to reach the engine's options
  private void prepare(ReferenceCountedOpenSslEngine openSsl, ServerCertificate certificate) {
    if (certificate.plan().isStapled(contexts.clock().instant())) {
      openSsl.setOcspResponse(certificate.plan().staple().toArray());
    }
    if (!plan.sessions().tickets()) {
      SSL.setOptions(openSsl.sslPointer(), SSL.SSL_OP_NO_TICKET);
    }
  }

  /// What is known of a connection whose handshake is over. `serverName` is what an inspector saw:
  /// without one Envoy tells of none, either.
  public TlsFacts facts(SslHandler handler, ServerCertificate certificate, String serverName) {
    SSLEngine engine = handler.engine();
    SSLSession session = engine.getSession();
    PeerRules rules = plan.settings().peer();
    List<X509Certificate> shown = rules.asks() ? TlsContexts.peer(session) : List.of();
    String protocol = handler.applicationProtocol();
    return new TlsFacts(
        session.getProtocol(),
        CipherNames.of(session.getCipherSuite()),
        serverName,
        protocol == null ? "" : protocol,
        TlsContexts.sessionId(session),
        CertificateFacts.of(shown),
        !isResumed(engine) && contexts.validates(rules, shown),
        certificate.facts());
  }

  /// On resuming nobody looks at certificates again; of the JDK's engine it is not known.
  @SuppressWarnings("deprecation") // the only way to reach what the engine knows
  private static boolean isResumed(SSLEngine engine) {
    return engine instanceof ReferenceCountedOpenSslEngine openSsl
        && SSL.isSessionReused(openSsl.sslPointer());
  }
}
