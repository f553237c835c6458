package io.limpet.proxy.tcp;

import io.limpet.proxy.tls.TlsFailure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/// One of the two connections of a [TcpRelay]. What comes goes to the other; where that takes no
/// more for now, no more is read.
final class TcpSide extends ChannelInboundHandlerAdapter {
  private final TcpRelay relay;
  private final SocketChannel channel;
  private @Nullable TcpSide other; // event loop only, like the rest
  private @Nullable ByteBuf early; // what came before there was another side
  private boolean ended;
  private boolean reset;
  private boolean gone;
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
    ByteBuf first = early;
    early = null;
    if (first != null) {
      var _ = side.channel.writeAndFlush(first, side.channel.voidPromise());
    }
    if (gone) {
      leave();
    } else if (ended) {
      endOf(side);
    }
  }

  /// Nothing that happens here matters any more.
  void over() {
    over = true;
    ByteBuf first = early;
    early = null;
    if (first != null) {
      first.release();
    }
  }

  boolean isOver() {
    return over;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (over || relay.sheds(this)) {
      ReferenceCountUtil.release(message);
      return;
    }
    TcpSide to = other;
    if (to == null) {
      keep((ByteBuf) message);
      return;
    }
    relay.moved();
    var _ = to.channel.write(message, to.channel.voidPromise());
    if (!to.channel.isWritable()) {
      channel.config().setAutoRead(false);
    }
  }

  /// What was read before reading was stopped: of the listener's look at it, or by TLS.
  private void keep(ByteBuf message) {
    ByteBuf before = early;
    early =
        before == null
            ? message
            : before.alloc().compositeDirectBuffer().addComponents(true, before, message);
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

  /// This direction ended, by the end of its bytes or by a message of TLS; the other may go on.
  /// Where the other side is yet to be connected, it is told then: a client that said all it has to
  /// say waits for an answer.
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    boolean end =
        event == ChannelInputShutdownEvent.INSTANCE || event instanceof SslCloseCompletionEvent;
    if (!end || ended || over) {
      return;
    }
    ended = true;
    TcpSide to = other;
    if (to != null) {
      endOf(to);
    }
  }

  private void endOf(TcpSide to) {
    if (to.ended) {
      relay.close();
      return;
    }
    var _ = to.channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> to.endOutput());
  }

  private void endOutput() {
    @Nullable SslHandler tls = channel.pipeline().get(SslHandler.class);
    var _ = tls == null ? channel.shutdownOutput() : tls.closeOutbound();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    gone = true;
    leave();
  }

  /// The connection is gone, which matters once there is another side (Envoy does not look at a
  /// client whose endpoint is being connected to).
  private void leave() {
    if (over || other == null) {
      return;
    }
    if (reset) {
      relay.reset(this);
    } else {
      relay.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!TlsFailure.isOfConnection(cause)) {
      relay.mistake(cause);
    }
    reset = true;
    leave();
  }
}
