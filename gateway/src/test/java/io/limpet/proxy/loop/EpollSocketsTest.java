package io.limpet.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.limpet.Await;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class EpollSocketsTest {
  private static final int BYTES = 100_000; // more than one read, and less than the kernel keeps

  /// Counts what comes, up to the end.
  private static final class Counter extends ChannelInboundHandlerAdapter {
    private final AtomicInteger bytes = new AtomicInteger();
    private final AtomicBoolean ended = new AtomicBoolean();

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf in = (ByteBuf) message;
      bytes.addAndGet(in.readableBytes());
      in.release();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event == ChannelInputShutdownEvent.INSTANCE) {
        ended.set(true);
      }
    }
  }

  /// The end is told once, with the first bytes; then there is nothing to hear of until reading
  /// goes on.
  @Test
  void whatAPeerSaidBeforeItsEndIsReadThoughReadingWasStopped() throws Exception {
    assumeTrue(Epoll.isAvailable(), "there is no epoll here");
    Counter counter = new Counter();
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollSockets.newFactory());
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Channel channel =
          new Bootstrap()
              .group(loop)
              .channel(EpollSocketChannel.class)
              .option(ChannelOption.AUTO_READ, false)
              .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
              .handler(counter)
              .connect(listening.getLocalSocketAddress())
              .sync()
              .channel();
      try (Socket peer = listening.accept()) {
        peer.getOutputStream().write(new byte[BYTES]);
        peer.shutdownOutput();
        Await.until("the end is told", () -> counter.bytes.get() > 0);
        var _ = loop.submit(() -> channel.config().setAutoRead(true)).sync();
        Await.until("the end", counter.ended::get);
        assertThat(counter.bytes).hasValue(BYTES);
        var _ = channel.writeAndFlush(channel.alloc().buffer().writeByte(1)).sync();
        assertThat(peer.getInputStream().read()).isEqualTo(1);
        var _ = channel.close().sync();
      }
    } finally {
      var _ = loop.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS).sync();
    }
  }
}
