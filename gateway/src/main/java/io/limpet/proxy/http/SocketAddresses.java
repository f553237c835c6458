package io.limpet.proxy.http;

import io.limpet.proxy.codec.ConnectionEnds;
import io.limpet.proxy.listener.ConnectionStart;
import io.limpet.proxy.log.AddressTexts;

/// The ends of connections, as Envoy writes them.
final class SocketAddresses {
  private SocketAddresses() {}

  /// What all requests of a connection share.
  static ConnectionEnds ends(ConnectionStart start) {
    return new ConnectionEnds(
        start.tls().encrypted() ? "https" : "http",
        AddressTexts.text(start.peer()),
        AddressTexts.ip(start.peer()),
        AddressTexts.text(start.local()),
        AddressTexts.text(start.directPeer()),
        start.tls(),
        start.proxied());
  }
}
