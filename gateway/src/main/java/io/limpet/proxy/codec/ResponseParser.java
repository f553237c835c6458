package io.limpet.proxy.codec;

import io.netty.buffer.ByteBuf;

/// Reads the heads of one upstream connection's responses.
public final class ResponseParser {
  public ResponseParser(Limits limits, HeadPool pool) {}

  /// A request was sent whose answer is read next. An answer to HEAD has no body.
  public void expect(boolean headMethod) {
    throw new UnsupportedOperationException();
  }

  /// Reads on. After [Progress#DONE] `head` is the response's, a 1xx among them, and the buffer
  /// stands behind it; after a 1xx that is not 101 another head follows. [Progress#BAD] is a
  /// protocol error (Envoy: 502 UPE).
  public Progress parse(ByteBuf in) {
    throw new UnsupportedOperationException();
  }

  /// The head that was read; the caller releases it when it was written or dropped.
  public Http1ResponseHead head() {
    throw new UnsupportedOperationException();
  }

  /// Whether any byte of a head has come: then the peer's close is a protocol error.
  public boolean started() {
    throw new UnsupportedOperationException();
  }

  /// Gives back what is held of a head that will not be completed.
  public void close() {
    throw new UnsupportedOperationException();
  }
}
