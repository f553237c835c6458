package io.limpet.proxy.http;

import io.limpet.proxy.codec.http3.ControlReader;
import io.limpet.proxy.loop.Worker;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicException;
import io.netty.handler.codec.quic.QuicStreamFrame;
import io.netty.util.ReferenceCountUtil;

/// A stream of a client's that goes one way.
final class Http3ControlStream extends ChannelInboundHandlerAdapter {
  private final ControlReader.Stream reader;
  private final Worker worker;

  Http3ControlStream(ControlReader.Stream reader, Worker worker) {
    this.reader = reader;
    this.worker = worker;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    QuicStreamFrame frame = (QuicStreamFrame) message;
    try {
      reader.receive(frame.content());
      if (frame.hasFin()) {
        reader.ended();
      }
    } finally {
      ReferenceCountUtil.release(frame);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof QuicException) {
      reader.ended();
    } else {
      worker.internalError(cause);
      var _ = context.channel().parent().close();
    }
  }
}
