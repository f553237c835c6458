package io.limpet.proxy.http;

import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.Trailers;
import io.netty.buffer.ByteBuf;

/// Where an answer goes: to the client, or through a filter that changes more of it than its head
/// (Envoy: StreamEncoderFilter).
public interface AnswerSink {
  /// Whether it gives answers the form that the client wants, ours too.
  default boolean changesAnswers() {
    return false;
  }

  /// Takes the head of the answer. It stays the exchange's.
  void answer(Exchange of, EditableResponseHead answer);

  /// Takes a piece of the answer's body.
  void answerBody(ByteBuf piece);

  /// Takes what followed the body; the end is told next.
  void answerTrailers(Trailers trailers);

  void answerEnd();
}
