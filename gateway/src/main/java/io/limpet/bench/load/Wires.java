package io.limpet.bench.load;

import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/// Makes the wires of a load's connections.
final class Wires {
  private static final int SHARED_BYTES = 256 << 10;

  private final Load load;
  private final SSLContext trust;
  private final ByteBuffer shared = ByteBuffer.allocateDirect(SHARED_BYTES);
  private int made;

  Wires(Load load, SSLContext trust) {
    this.load = load;
    this.trust = trust;
  }

  /// `caller`: whose session may be resumed.
  Wire on(SocketChannel channel, int caller) {
    return load.security() == Load.Security.PLAIN
        ? new PlainWire(channel, shared)
        : new TlsWire(channel, engine(caller));
  }

  /// The JDK looks for a session to resume by the peer's name and port: a name that no connection
  /// had before has none. What the proxy is told is always the same.
  private SSLEngine engine(int caller) {
    made++;
    String peer =
        load.security() == Load.Security.TLS_RESUMED ? "caller-" + caller : "connection-" + made;
    SSLEngine engine = trust.createSSLEngine(peer, load.target().getPort());
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(Http1Conversation.HOST)));
    parameters.setApplicationProtocols(new String[] {load.http2() ? "h2" : "http/1.1"});
    engine.setSSLParameters(parameters);
    return engine;
  }
}
