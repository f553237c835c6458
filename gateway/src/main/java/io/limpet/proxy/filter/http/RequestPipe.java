package io.limpet.proxy.filter.http;

import io.limpet.proxy.http.RequestSink;
import io.netty.buffer.ByteBuf;

/// Stands before a request's sink, and passes on what it is told; those that do something with the
/// body say what.
abstract class RequestPipe implements RequestSink {
  private final RequestSink to;

  RequestPipe(RequestSink to) {
    this.to = to;
  }

  @Override
  public void requestBody(ByteBuf piece) {
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
  public final void clientWritable(boolean writable) {
    to.clientWritable(writable);
  }

  @Override
  public final void clientGone() {
    to.clientGone();
  }

  @Override
  public final void idle() {
    to.idle();
  }
}
