package io.limpet.proxy.upstream;

import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.Trailers;
import io.netty.buffer.ByteBuf;

/// Who waits for one attempt's answer. Called on the event loop of the connection; after
/// [#failed] or [#responseEnd] nothing more is called.
public interface Receiver {
  /// There is a place on an open connection, which may be written to.
  void connected(UpstreamStream stream);

  /// There will be no answer, or not all of it.
  void failed(Failure failure);

  /// A mistake of ours, already counted: whatever was begun is ended without an answer.
  void broken();

  /// A head came, 1xx among them. The receiver owns it.
  void responseHead(EditableResponseHead head);

  /// A piece of the body; the receiver owns it.
  void responseBody(ByteBuf piece);

  /// What followed the body; the end is told next.
  void responseTrailers(Trailers trailers);

  /// What came with one wake-up of the event loop has all been handed over.
  void responseFlush();

  /// The answer is complete.
  void responseEnd();

  /// The connection takes bytes again, or takes no more for now.
  void upstreamWritable(boolean writable);
}
