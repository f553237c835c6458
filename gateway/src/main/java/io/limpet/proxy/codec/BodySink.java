package io.limpet.proxy.codec;

import io.netty.buffer.ByteBuf;

/// Takes the pieces of a body, in order and without their framing.
public interface BodySink {
  /// The receiver owns the piece and releases it, or passes it on. It may not read from the buffer
  /// that is being read, nor use its reader.
  void content(ByteBuf piece);
}
