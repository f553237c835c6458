package io.limpet.proxy.listener;

import io.limpet.proxy.loop.Transport;
import io.limpet.proxy.loop.Worker;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;

/// A bound socket.
///
/// One event loop accepts for all and deals the connections out in turn. With SO_REUSEPORT each
/// loop would have a socket of its own and the kernel would choose by a hash of the addresses: 32
/// connections over 8 loops then fall 1 to 8 on a loop, and the fullest sets the latency. In turn
/// they differ by one at most; accepting costs a few microseconds a connection, not a request.
public final class ListeningSocket {
  private static final int BACKLOG = 4096;

  private final ServerChannel channel;
  private final Transport transport;
  private final Acceptor acceptor;
  private final InetSocketAddress address;

  private ListeningSocket(ServerChannel channel, Transport transport, Acceptor acceptor) {
    this.channel = channel;
    this.transport = transport;
    this.acceptor = acceptor;
    this.address = (InetSocketAddress) channel.localAddress();
  }

  /// Binds. `receivers` take the connections in turn. Throws with a text that names address and
  /// remedy.
  public static ListeningSocket bind(
      InetSocketAddress wanted,
      Transport transport,
      Worker worker,
      List<Consumer<SocketChannel>> receivers)
      throws IOException {
    ServerChannel channel = transport.newServerChannel();
    channel.config().setOption(ChannelOption.SO_REUSEADDR, true);
    channel.config().setOption(ChannelOption.SO_BACKLOG, BACKLOG);
    Acceptor acceptor = new Acceptor(worker, receivers);
    channel.pipeline().addLast(acceptor);
    worker.loop().register(channel).syncUninterruptibly();
    ChannelFuture bound = channel.bind(wanted).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      var _ = channel.close();
      throw new IOException(BindRemedy.text(wanted, bound.cause()), bound.cause());
    }
    return new ListeningSocket(channel, transport, acceptor);
  }

  /// Where it really listens: the port is known even if any was wanted.
  public InetSocketAddress address() {
    return address;
  }

  /// Accepts those who wait for it, and no more. Connections that were accepted live on.
  public void close() {
    channel.eventLoop().submit(this::acceptRest).awaitUninterruptibly();
    channel.closeFuture().awaitUninterruptibly();
  }

  private void acceptRest() {
    try {
      if (channel.isOpen()) {
        transport.acceptRest(channel, acceptor::deal);
      }
    } catch (IOException exhausted) {
      // No file descriptor is left for them: they are lost, as they would have been before.
    } finally {
      var _ = channel.close();
    }
  }
}
