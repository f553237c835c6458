package io.limpet.proxy.filter.http;

import io.limpet.proxy.http.RequestSink;
import io.netty.buffer.ByteBuf;

/// A call's messages on their way to the endpoint, which are counted.
final class CountedRequest extends RequestPipe {
  private final GrpcCounts.Calls calls;
  private final GrpcFrames frames = new GrpcFrames();

  CountedRequest(RequestSink to, GrpcCounts.Calls calls) {
    super(to);
    this.calls = calls;
  }

  @Override
  public void requestBody(ByteBuf piece) {
    int begun = frames.begunIn(piece);
    if (begun > 0) {
      calls.requestMessages(begun);
    }
    super.requestBody(piece);
  }
}
