package io.limpet.proxy.tcp;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// One of the two connections of a [TcpRelay]. What comes goes to the other; where that takes no
/// more for now, no more is read.
final class TcpSide extends ChannelInboundHandlerAdapter {
  private final TcpRelay relay;
  private final SocketChannel channel;
  private @Nullable TcpSide other; // event loop only, like the rest
  private boolean ended;
  private boolean over;

  TcpSide(TcpRelay relay, SocketChannel channel) {
    this.relay = relay;
    this.channel = channel;
  }

  SocketChannel channel() {
    return channel;
  }

  void joinWith(TcpSide side) {
    other = side;
  }

  /// Nothing that happens here matters any more.
  void over() {
    over = true;
  }

  boolean isOver() {
    return over;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    TcpSide to = other;
    if (to == null || over) {
      ReferenceCountUtil.release(message);
      return;
    }
    relay.moved();
    var _ = to.channel.write(message, to.channel.voidPromise());
    if (!to.channel.isWritable()) {
      channel.config().setAutoRead(false);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    TcpSide to = other;
    if (to != null) {
      to.channel.flush();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    TcpSide from = other;
    if (from != null) {
      from.channel.config().setAutoRead(channel.isWritable());
    }
  }

  /// This direction ended; the other may go on.
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event != ChannelInputShutdownEvent.INSTANCE || ended || over) {
      return;
    }
    ended = true;
    TcpSide to = other;
    if (to == null || to.ended) {
      relay.close();
      return;
    }
    var _ =
        to.channel
            .writeAndFlush(Unpooled.EMPTY_BUFFER)
            .addListener(
                _ -> {
                  var _ = to.channel.shutdownOutput();
                });
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (!over && other != null) {
      relay.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      relay.mistake(cause);
    }
    if (!over && other != null) {
      relay.close();
    }
  }
}
