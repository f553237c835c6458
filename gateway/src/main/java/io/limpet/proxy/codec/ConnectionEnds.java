package io.limpet.proxy.codec;

/// What all requests of one connection share: `http` or `https`, both addresses as `ip:port`, and
/// the peer's without its port.
public record ConnectionEnds(
    String scheme, String peerAddress, String peerIp, String localAddress) {
  public static final ConnectionEnds NONE = new ConnectionEnds("", "", "", "");
}
