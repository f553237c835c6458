package io.limpet.proxy.codec;

/// What all requests of one connection share: `http` or `https`, and both addresses as `ip:port`.
public record ConnectionEnds(String scheme, String peerAddress, String localAddress) {}
