package io.limpet.proxy.codec;

import io.limpet.proxy.head.TlsFacts;

/// What all requests of one connection share: `http` or `https`, both addresses as `ip:port`, the
/// peer's without its port, and what is known of its TLS.
public record ConnectionEnds(
    String scheme, String peerAddress, String peerIp, String localAddress, TlsFacts tls) {
  public static final ConnectionEnds NONE = new ConnectionEnds("", "", "", "", TlsFacts.NONE);
}
