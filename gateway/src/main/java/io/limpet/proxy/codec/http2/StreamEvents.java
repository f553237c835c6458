package io.limpet.proxy.codec.http2;

import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.Trailers;
import io.netty.buffer.ByteBuf;

/// What is told of one stream. After the end of what comes, or after [#reset], nothing more is.
public interface StreamEvents {
  /// The answer's head, or an interim one, which others follow. It is the receiver's to release.
  /// Clients only.
  void response(EditableResponseHead head, boolean end);

  /// A piece of the body, never empty unless it is the end; the receiver releases it. The peer may
  /// send as much again when [Http2Connection#consumed] is called.
  void data(ByteBuf piece, boolean end);

  /// The end, with trailers.
  void trailers(Trailers trailers);

  /// The peer reset the stream, or the connection is gone (`local`: by our own doing). Nothing can
  /// be sent any more.
  void reset(ErrorCode code, boolean local);

  /// What was waiting for the stream's or connection's window, or for the socket, is down to
  /// nothing: more may be sent.
  void drained();
}
