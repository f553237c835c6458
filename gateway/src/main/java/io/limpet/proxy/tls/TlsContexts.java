package io.limpet.proxy.tls;

import io.limpet.proxy.plan.transport.PeerRules;
import io.limpet.proxy.plan.transport.TlsSettings;
import io.limpet.proxy.plan.transport.UpstreamTls.Verified;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.CipherSuiteConverter;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.ReferenceCountUtil;
import java.lang.ref.Cleaner;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;

/// Makes contexts, and frees what they hold outside of the heap when nobody can use them any more:
/// a connection of an old plan may begin as long as an event loop still sees that plan.
public final class TlsContexts {
  private static final List<String> CIPHERS_13 =
      List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

  private final Supplier<TlsEngine> engine;
  private final InstantSource clock;
  private final Cleaner cleaner = Cleaner.create();

  /// `engine` is asked for when there is something to encrypt: its library takes memory.
  public TlsContexts(Supplier<TlsEngine> engine, InstantSource clock) {
    this.engine = engine;
    this.clock = clock;
  }

  TlsEngine engine() {
    return engine.get();
  }

  InstantSource clock() {
    return clock;
  }

  /// Looks at the certificates of clients within QUIC, which BoringSSL encrypts on every machine.
  public X509ExtendedTrustManager quicClients(PeerRules rules) {
    return new PeerCheck(rules, Verified.NOT, TlsEngine.BORING_SSL, clock);
  }

  /// Whether the certificate that a client showed, and that was accepted, is a good one: where it
  /// need not be trusted, it may be another (Envoy: `trust_chain_verification`).
  public boolean validates(PeerRules rules, List<X509Certificate> shown) {
    return !shown.isEmpty()
        && (!rules.leniency().untrusted()
            || new PeerCheck(rules, Verified.NOT, engine(), clock).validates(shown));
  }

  /// What both sides have in common.
  SslContext build(SslContextBuilder builder, TlsSettings settings, List<String> protocols)
      throws SSLException {
    List<String> ciphers = new ArrayList<>();
    settings.ciphers().forEach(each -> ciphers.addAll(List.of(names(each))));
    ciphers.addAll(CIPHERS_13);
    builder
        .sslProvider(engine().provider())
        .protocols(settings.versions())
        .applicationProtocolConfig(alpn(protocols));
    return switch (engine()) {
      case BORING_SSL ->
          builder
              .ciphers(ciphers, IdentityCipherSuiteFilter.INSTANCE)
              .option(OpenSslContextOption.GROUPS, settings.curves().toArray(String[]::new))
              .build();
      case JDK -> builder.ciphers(javaNames(ciphers), SupportedCipherSuiteFilter.INSTANCE).build();
    };
  }

  /// Netty knows no groups of equal rank; ours is the order in which they are written.
  private static String[] names(String written) {
    return written.replaceAll("[\\[\\]]", "").split("[|:]");
  }

  /// The JDK's names of those that it has a name for; it may have fewer than BoringSSL.
  private static List<String> javaNames(List<String> openSsl) {
    return openSsl.stream()
        .map(each -> each.startsWith("TLS_") ? each : CipherSuiteConverter.toJava(each, "TLS"))
        .filter(Objects::nonNull)
        .toList();
  }

  /// Without a protocol in common the handshake goes on without one, as it does in Envoy.
  private static ApplicationProtocolConfig alpn(List<String> protocols) {
    return protocols.isEmpty()
        ? ApplicationProtocolConfig.DISABLED
        : new ApplicationProtocolConfig(
            Protocol.ALPN,
            SelectorFailureBehavior.NO_ADVERTISE,
            SelectedListenerFailureBehavior.ACCEPT,
            protocols);
  }

  /// From now on it is freed when `owner` is gone.
  void freeAfter(Object owner, List<SslContext> contexts) {
    List<SslContext> freed = List.copyOf(contexts);
    cleaner.register(owner, () -> freed.forEach(ReferenceCountUtil::release));
  }

  static String sessionId(SSLSession session) {
    return HexFormat.of().formatHex(session.getId());
  }

  /// The peer's certificates, its own first; none where it showed none.
  public static List<X509Certificate> peer(SSLSession session) {
    try {
      List<X509Certificate> chain = new ArrayList<>();
      for (Certificate each : session.getPeerCertificates()) {
        chain.add((X509Certificate) each);
      }
      return chain;
    } catch (SSLPeerUnverifiedException none) {
      return List.of();
    }
  }
}
