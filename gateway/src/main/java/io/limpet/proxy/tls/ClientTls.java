package io.limpet.proxy.tls;

import io.limpet.proxy.head.CertificateFacts;
import io.limpet.proxy.head.TlsFacts;
import io.limpet.proxy.plan.transport.TlsCertificate;
import io.limpet.proxy.plan.transport.TlsSettings;
import io.limpet.proxy.plan.transport.UpstreamTls;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/// TLS with endpoints, of one plan's material: a context for each thing that is spoken inside it,
/// shared by all event loops.
public final class ClientTls {
  private static final int ANY_PORT = 443;

  /// What is spoken inside, where configuration names no protocols (Envoy:
  /// applicationProtocolFallback).
  public enum Inside {
    HTTP1(List.of("http/1.1")),
    HTTP2(List.of("h2")),
    AUTO(List.of("h2", "http/1.1")),
    BYTES(List.of());

    @SuppressWarnings("ImmutableEnumChecker") // List.of's are
    private final List<String> protocols;

    Inside(List<String> protocols) {
      this.protocols = protocols;
    }
  }

  private final Map<Inside, SslContext> contexts = new EnumMap<>(Inside.class);

  private final TlsSettings settings;

  private ClientTls(TlsSettings settings) {
    this.settings = settings;
  }

  static ClientTls make(UpstreamTls plan, TlsContexts contexts) throws SSLException {
    ClientTls made = new ClientTls(plan.settings());
    for (Inside inside : Inside.values()) {
      made.contexts.put(inside, context(plan, inside, contexts));
    }
    contexts.freeAfter(made, new ArrayList<>(made.contexts.values()));
    return made;
  }

  /// The name that was asked for is looked at in [PeerCheck]; the engine's own look would know
  /// neither rules nor pins.
  private static SslContext context(UpstreamTls plan, Inside inside, TlsContexts contexts)
      throws SSLException {
    TlsSettings settings = plan.settings();
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .endpointIdentificationAlgorithm(null)
            .trustManager(
                new PeerCheck(
                    settings.peer(), plan.name().verified(), contexts.engine(), contexts.clock()));
    for (TlsCertificate own : settings.certificates()) {
      builder.keyManager(own.key(), own.chain());
    }
    List<String> protocols =
        settings.protocols().isEmpty() ? inside.protocols : settings.protocols();
    SslContext context = contexts.build(builder, settings, protocols);
    keepSessions(context, plan.sessions());
    return context;
  }

  /// Without a bound on their number the engine would keep thousands, and 0 would be none.
  private static void keepSessions(SslContext context, int number) {
    if (context instanceof ReferenceCountedOpenSslContext openSsl) {
      openSsl.sessionContext().setSessionCacheEnabled(number > 0);
    }
    if (number > 0) {
      context.sessionContext().setSessionCacheSize(number);
    }
  }

  /// A handler for one connection to an endpoint of which this name is asked for, if any.
  public SslHandler handler(Inside inside, String name, ByteBufAllocator allocator) {
    try {
      SslContext context = context(inside);
      SslHandler handler =
          name.isEmpty()
              ? context.newHandler(allocator)
              : context.newHandler(allocator, name, ANY_PORT);
      handler.setHandshakeTimeoutMillis(0);
      prepare(handler.engine());
      return handler;
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /// What is known of a connection whose handshake is over. The name that was asked for is known
  /// without it.
  public static TlsFacts facts(SslHandler handler, UpstreamTls plan) {
    SSLSession session = handler.engine().getSession();
    String protocol = handler.applicationProtocol();
    List<TlsCertificate> own = plan.settings().certificates();
    return new TlsFacts(
        session.getProtocol(),
        CipherNames.of(session.getCipherSuite()),
        "",
        protocol == null ? "" : protocol,
        TlsContexts.sessionId(session),
        CertificateFacts.of(TlsContexts.peer(session)),
        false,
        own.isEmpty() ? CertificateFacts.NONE : CertificateFacts.of(own.getFirst().chain()));
  }

  /// An engine for one that waits for its connection's bytes; whoever asks for it releases it.
  public SSLEngine engine(String name) {
    try {
      SslContext context = context(Inside.BYTES);
      SSLEngine engine =
          name.isEmpty()
              ? context.newEngine(UnpooledByteBufAllocator.DEFAULT)
              : context.newEngine(UnpooledByteBufAllocator.DEFAULT, name, ANY_PORT);
      prepare(engine);
      return engine;
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  private void prepare(SSLEngine engine) {
    if (!(engine instanceof ReferenceCountedOpenSslEngine)) {
      JdkEngines.prepareClient(engine, settings);
    }
  }

  private SslContext context(Inside inside) {
    SslContext context = contexts.get(inside);
    if (context == null) {
      throw new IllegalStateException("no context for " + inside);
    }
    return context;
  }
}
