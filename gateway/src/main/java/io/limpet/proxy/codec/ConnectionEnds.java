package io.limpet.proxy.codec;

import io.limpet.proxy.head.ProxyProtocolData;
import io.limpet.proxy.head.TlsFacts;

/// What all requests of one connection share: `http` or `https`, addresses as `ip:port` (the peer's
/// without its port too, and whom the socket is connected with), what is known of its TLS, and what
/// an endpoint may be told of it.
public record ConnectionEnds(
    String scheme,
    String peerAddress,
    String peerIp,
    String localAddress,
    String directAddress,
    TlsFacts tls,
    ProxyProtocolData proxied) {
  public static final ConnectionEnds NONE =
      new ConnectionEnds("", "", "", "", "", TlsFacts.NONE, ProxyProtocolData.NOBODY);
}
