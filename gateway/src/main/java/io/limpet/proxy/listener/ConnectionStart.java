package io.limpet.proxy.listener;

import io.limpet.proxy.head.TlsFacts;
import java.net.InetSocketAddress;

/// What is known of a connection when its filter chain begins: who the client is said to be, whom
/// it wanted to reach, who the socket is connected with, and its TLS with the protocol that was
/// agreed on in it.
public record ConnectionStart(
    InetSocketAddress peer, InetSocketAddress local, InetSocketAddress directPeer, TlsFacts tls) {

  /// Of the two ends of a socket, before anything else is known.
  static ConnectionStart of(InetSocketAddress peer, InetSocketAddress local) {
    return new ConnectionStart(peer, local, peer, TlsFacts.NONE);
  }

  ConnectionStart with(TlsFacts facts) {
    return new ConnectionStart(peer, local, directPeer, facts);
  }

  ConnectionStart from(InetSocketAddress client, InetSocketAddress wanted) {
    return new ConnectionStart(client, wanted, directPeer, tls);
  }
}
