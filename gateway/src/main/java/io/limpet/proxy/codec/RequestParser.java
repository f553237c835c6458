package io.limpet.proxy.codec;

import io.netty.buffer.ByteBuf;

/// Reads the heads of one connection's requests.
public final class RequestParser {
  public RequestParser(Limits limits, HeadPool pool, ConnectionEnds ends) {}

  /// Reads on. After [Progress#DONE] `head` is the request's and the buffer stands behind it;
  /// after [Progress#BAD] `refusal` says why, and `head` has as much as was understood.
  public Progress parse(ByteBuf in) {
    throw new UnsupportedOperationException();
  }

  /// The head that was read; the caller releases it when its exchange is over.
  public Http1RequestHead head() {
    throw new UnsupportedOperationException();
  }

  public Refusal refusal() {
    throw new UnsupportedOperationException();
  }

  /// Whether part of a head has come: such a connection is not idle.
  public boolean started() {
    throw new UnsupportedOperationException();
  }

  /// Gives back what is held of a head that will not be completed: the connection is gone.
  public void close() {
    throw new UnsupportedOperationException();
  }
}
