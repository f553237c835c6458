package io.limpet.proxy.codec;

import io.netty.buffer.ByteBuf;

public final class BodyReader {
  public BodyReader(Limits limits) {}

  /// Begins a body. `length` counts for [Framing#LENGTH] alone.
  public void begin(Framing framing, long length) {
    throw new UnsupportedOperationException();
  }

  /// Reads what there is and hands its content to the sink as retained slices. After
  /// [Progress#DONE] the bytes of the next message are left in the buffer: on an upstream
  /// connection they are surplus, and it may not be used again.
  public Progress read(ByteBuf in, BodySink sink) {
    throw new UnsupportedOperationException();
  }

  /// The peer has closed: [Progress#DONE] if that ends the body, [Progress#BAD] if it is cut.
  public Progress closed() {
    throw new UnsupportedOperationException();
  }

  /// Whether the body is complete.
  public boolean done() {
    throw new UnsupportedOperationException();
  }
}
