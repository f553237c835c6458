package io.limpet.proxy.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import java.lang.System.Logger.Level;

/// Who encrypts: BoringSSL, which Envoy has too, or the JDK where its library is not there for this
/// machine. The JDK's handshakes cost two to three times as much, and it has neither staples nor
/// tickets with keys of our own; what is agreed on is the same (see [JdkEngines]).
public enum TlsEngine {
  BORING_SSL(SslProvider.OPENSSL_REFCNT),
  JDK(SslProvider.JDK);

  private static final System.Logger LOG = System.getLogger(TlsEngine.class.getName());

  private final SslProvider provider;

  TlsEngine(SslProvider provider) {
    this.provider = provider;
  }

  /// The best of this machine; looked for once, when something is first to be encrypted.
  public static TlsEngine ofThisMachine() {
    return OfThisMachine.ENGINE;
  }

  private static final class OfThisMachine {
    static final TlsEngine ENGINE = find();
  }

  private static TlsEngine find() {
    if (OpenSsl.isAvailable()) {
      LOG.log(Level.DEBUG, "TLS by {0}", OpenSsl.versionString());
      return BORING_SSL;
    }
    LOG.log(
        Level.INFO,
        "TLS by the JDK: BoringSSL cannot be loaded here ({0}); handshakes are slower, and OCSP"
            + " staples and session_ticket_keys are not used",
        String.valueOf(OpenSsl.unavailabilityCause()));
    return JDK;
  }

  SslProvider provider() {
    return provider;
  }
}
