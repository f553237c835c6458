package io.limpet.xds.server;

import io.grpc.Attributes;
import io.grpc.Grpc;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// Who is at the other end of a connection.
final class Peer {
  private Peer() {}

  /// Whether private keys may go there: to this machine, and to who has shown a certificate that
  /// the server trusts. What a node says of itself proves nothing; istiod too keeps secrets from
  /// who has no identity (`pilot/pkg/xds/sds.go`).
  static boolean mayHaveSecrets(Attributes connection) {
    SocketAddress from = connection.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    boolean here =
        !(from instanceof InetSocketAddress address)
            || (address.getAddress() != null && address.getAddress().isLoopbackAddress());
    return (here && from != null) || showsCertificate(connection);
  }

  private static boolean showsCertificate(Attributes connection) {
    @Nullable SSLSession tls = connection.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    if (tls == null) {
      return false;
    }
    try {
      return tls.getPeerCertificates().length > 0;
    } catch (SSLPeerUnverifiedException anonymous) {
      return false;
    }
  }
}
