package io.limpet.proxy.listener;

import io.limpet.proxy.loop.Transport;
import io.limpet.proxy.loop.Worker;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A bound socket.
///
/// One event loop accepts for all and deals the connections out in turn. With SO_REUSEPORT each
/// loop would have a socket of its own and the kernel would choose by a hash of the addresses: 32
/// connections over 8 loops then fall 1 to 8 on a loop, and the fullest sets the latency. In turn
/// they differ by one at most; accepting costs a few microseconds a connection, not a request.
public final class ListeningSocket {
  private static final int BACKLOG = 4096;

  private final ServerChannel channel;
  private final Worker worker;
  private final Acceptor acceptor;
  private final InetSocketAddress wanted;

  private ListeningSocket(
      ServerChannel channel, Worker worker, Acceptor acceptor, InetSocketAddress wanted) {
    this.channel = channel;
    this.worker = worker;
    this.acceptor = acceptor;
    this.wanted = wanted;
  }

  /// Binds, or takes the inherited socket of that address; nobody is accepted yet. `acceptor`
  /// gets the connections. Throws with a text that names address and remedy.
  public static ListeningSocket open(
      InetSocketAddress wanted, InheritedSockets inherited, Acceptor acceptor) throws IOException {
    Worker worker = acceptor.worker();
    @Nullable Integer descriptor = inherited.take(wanted);
    ServerChannel channel =
        descriptor == null
            ? worker.transport().newServerChannel()
            : worker.transport().inheritedServerChannel(descriptor);
    channel.config().setAutoRead(false);
    channel.pipeline().addLast(acceptor);
    worker.loop().register(channel).syncUninterruptibly();
    if (descriptor == null) {
      bind(channel, wanted);
    }
    return new ListeningSocket(channel, worker, acceptor, wanted);
  }

  private static void bind(ServerChannel channel, InetSocketAddress wanted) throws IOException {
    channel.config().setOption(ChannelOption.SO_REUSEADDR, true);
    channel.config().setOption(ChannelOption.SO_BACKLOG, BACKLOG);
    ChannelFuture bound = channel.bind(wanted).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      var _ = channel.close();
      throw new IOException(BindRemedy.text(wanted, bound.cause()), bound.cause());
    }
  }

  /// Where it really listens: the port is known even if any was wanted.
  public InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  /// What another process needs of it to accept in its place; nothing where it is closed, or cannot
  /// be given away.
  public Optional<SharedSocket> shared() {
    int descriptor = Transport.descriptor(channel);
    if (descriptor < 0 || !channel.isOpen()) {
      return Optional.empty();
    }
    InetSocketAddress at = new InetSocketAddress(wanted.getAddress(), address().getPort());
    return Optional.of(new SharedSocket(InheritedSockets.text(at), descriptor));
  }

  /// Accepts from now on.
  public void accept() {
    channel.config().setAutoRead(true);
  }

  /// Accepts those who wait for it, if it accepts at all, and no more. Connections that were
  /// accepted live on.
  public void close() {
    boolean accepts = channel.config().isAutoRead();
    channel.eventLoop().submit(() -> end(accepts)).awaitUninterruptibly();
    channel.closeFuture().awaitUninterruptibly();
  }

  private void end(boolean accepts) {
    try {
      acceptor.dealHeld();
      if (accepts && channel.isOpen()) {
        worker.transport().acceptRest(channel, acceptor::deal);
      }
    } catch (IOException exhausted) {
      // No file descriptor is left for them: they are lost, as they would have been before.
    } finally {
      var _ = channel.close();
    }
  }
}
