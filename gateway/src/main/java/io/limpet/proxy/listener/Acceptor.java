package io.limpet.proxy.listener;

import io.limpet.proxy.loop.Deadline;
import io.limpet.proxy.loop.Worker;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Deals accepted sockets out in turn. Where accepting fails (no file descriptors left), it pauses:
/// the kernel would report the same connection again and again.
final class Acceptor extends ChannelInboundHandlerAdapter {
  private static final long PAUSE_MILLIS = 100;

  private final Worker worker;
  private final List<Consumer<SocketChannel>> receivers;
  private int turn; // event loop only
  private @Nullable Deadline pause; // event loop only

  Acceptor(Worker worker, List<Consumer<SocketChannel>> receivers) {
    this.worker = worker;
    this.receivers = List.copyOf(receivers);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object accepted) {
    deal((SocketChannel) accepted);
  }

  /// Gives it to whose turn it is. On the event loop.
  void deal(SocketChannel accepted) {
    receivers.get(turn).accept(accepted);
    turn = (turn + 1) % receivers.size();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      worker.internalError(cause);
      return;
    }
    context.channel().config().setAutoRead(false);
    Deadline end = pause;
    if (end == null) {
      end = new Deadline(() -> context.channel().config().setAutoRead(true));
      pause = end;
    }
    worker.deadlines().arm(end, PAUSE_MILLIS);
  }
}
