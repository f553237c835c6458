package io.limpet.proxy.codec;

import io.netty.buffer.ByteBuf;

/// Writes a request's head for an upstream, HTTP/1.1 whatever the client spoke.
public final class UpstreamRequestWriter {
  private UpstreamRequestWriter() {}

  /// With `upgrade` the headers `connection` and `upgrade` go along.
  public static void write(Http1RequestHead head, boolean upgrade, ByteBuf out) {
    throw new UnsupportedOperationException();
  }
}
