package io.limpet.proxy.filter.http;

import io.limpet.proxy.http.RequestSink;
import io.netty.buffer.ByteBuf;

/// A call's messages on their way to the endpoint, which are counted.
final class CountedRequest implements RequestSink {
  private final RequestSink to;
  private final GrpcCounts.Calls calls;
  private final GrpcFrames frames = new GrpcFrames();

  CountedRequest(RequestSink to, GrpcCounts.Calls calls) {
    this.to = to;
    this.calls = calls;
  }

  @Override
  public void requestBody(ByteBuf piece) {
    int begun = frames.begunIn(piece);
    if (begun > 0) {
      calls.requestMessages(begun);
    }
    to.requestBody(piece);
  }

  @Override
  public void requestFlush() {
    to.requestFlush();
  }

  @Override
  public void requestEnd() {
    to.requestEnd();
  }

  @Override
  public void clientWritable(boolean writable) {
    to.clientWritable(writable);
  }

  @Override
  public void clientGone() {
    to.clientGone();
  }

  @Override
  public void idle() {
    to.idle();
  }
}
