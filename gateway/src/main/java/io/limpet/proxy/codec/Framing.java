package io.limpet.proxy.codec;

/// How the length of a body is known (RFC 9112, 6.3).
public enum Framing {
  /// There is no body.
  NONE,
  /// By `content-length`.
  LENGTH,
  /// By `transfer-encoding: chunked`.
  CHUNKED,
  /// The body ends with the connection: responses only.
  UNTIL_CLOSE
}
