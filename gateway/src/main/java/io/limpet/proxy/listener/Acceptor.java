package io.limpet.proxy.listener;

import io.limpet.proxy.loop.Deadline;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.overload.Admission;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Deals accepted sockets out in turn, but for those that are one too many. Where accepting fails
/// (no file descriptors left), it pauses: the kernel would report the same connection again and
/// again. It pauses too while the overload manager wants no connections.
public final class Acceptor extends ChannelInboundHandlerAdapter {
  private static final long PAUSE_MILLIS = 100;

  private final Worker worker;
  private final Admission.Gate gate;
  private final ListenerCounters counters;
  private final List<Receiver> receivers;
  private final ArrayDeque<SocketChannel> held = new ArrayDeque<>(); // event loop only
  private int turn; // event loop only
  private @Nullable Deadline pause; // event loop only

  /// Takes a connection over, from any thread, with its place among those that are open.
  public interface Receiver {
    void accept(SocketChannel channel, Admission.Pass pass);
  }

  public Acceptor(
      Worker worker, Admission.Gate gate, ListenerCounters counters, List<Receiver> receivers) {
    this.worker = worker;
    this.gate = gate;
    this.counters = counters;
    this.receivers = List.copyOf(receivers);
  }

  Worker worker() {
    return worker;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object accepted) {
    if (gate.stops()) {
      held.add((SocketChannel) accepted);
      pause(context);
    } else {
      deal((SocketChannel) accepted);
    }
  }

  /// Gives it to whose turn it is. On the event loop.
  void deal(SocketChannel accepted) {
    Admission.Pass pass = gate.enter(worker.random());
    counters.refused(pass.verdict());
    if (pass.verdict().isClosed()) {
      accepted.unsafe().closeForcibly();
    } else {
      give(accepted, pass);
    }
  }

  private void give(SocketChannel accepted, Admission.Pass pass) {
    receivers.get(turn).accept(accepted, pass);
    turn = (turn + 1) % receivers.size();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      pause(context);
    } else {
      worker.internalError(cause);
    }
  }

  private void pause(ChannelHandlerContext context) {
    context.channel().config().setAutoRead(false);
    Deadline end = pause;
    if (end == null) {
      end = new Deadline(() -> goOn(context));
      pause = end;
    }
    worker.deadlines().arm(end, PAUSE_MILLIS);
  }

  private void goOn(ChannelHandlerContext context) {
    if (gate.stops() && context.channel().isOpen()) {
      pause(context);
      return;
    }
    dealHeld();
    context.channel().config().setAutoRead(true);
  }

  /// Those that were accepted when it paused. On the event loop.
  void dealHeld() {
    for (SocketChannel each = held.pollFirst(); each != null; each = held.pollFirst()) {
      deal(each);
    }
  }
}
