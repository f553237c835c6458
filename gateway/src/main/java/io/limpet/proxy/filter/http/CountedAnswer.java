package io.limpet.proxy.filter.http;

import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.Framing;
import io.limpet.proxy.codec.Trailers;
import io.limpet.proxy.head.GrpcHeaders;
import io.limpet.proxy.http.AnswerSink;
import io.limpet.proxy.http.Exchange;
import io.netty.buffer.ByteBuf;

/// A call's answer on its way to the client: its messages and its status are counted.
final class CountedAnswer implements AnswerSink {
  private static final int OK = 200;

  private final AnswerSink to;
  private final GrpcCounts.Calls calls;
  private final GrpcFrames frames = new GrpcFrames();
  private boolean hasMessages;

  CountedAnswer(AnswerSink to, GrpcCounts.Calls calls) {
    this.to = to;
    this.calls = calls;
  }

  @Override
  public boolean changesAnswers() {
    return to.changesAnswers();
  }

  @Override
  public void answer(Exchange of, EditableResponseHead answer) {
    calls.status(answer.header("grpc-status"));
    hasMessages =
        answer.framing() != Framing.NONE
            && answer.status() == OK
            && GrpcHeaders.isContentType(answer.header("content-type"));
    to.answer(of, answer);
  }

  @Override
  public void answerBody(ByteBuf piece) {
    int begun = hasMessages ? frames.begunIn(piece) : 0;
    if (begun > 0) {
      calls.responseMessages(begun);
    }
    to.answerBody(piece);
  }

  @Override
  public void answerTrailers(Trailers trailers) {
    calls.status(trailers.value("grpc-status"));
    to.answerTrailers(trailers);
  }

  @Override
  public void answerEnd() {
    to.answerEnd();
  }
}
