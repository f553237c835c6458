package io.limpet.proxy.codec;

import io.netty.buffer.ByteBuf;

/// The framing around the pieces of a chunked body; the pieces themselves are not copied.
public final class Chunks {
  private Chunks() {}

  /// The most bytes that `before` or `last` write.
  public static final int MAX_BYTES = 16;

  /// Writes what goes before a piece; `first` tells whether it is the body's first. The end of the
  /// piece before is written along.
  public static void before(int pieceBytes, boolean first, ByteBuf out) {
    throw new UnsupportedOperationException();
  }

  /// Writes the end of the body.
  public static void last(boolean first, ByteBuf out) {
    throw new UnsupportedOperationException();
  }
}
