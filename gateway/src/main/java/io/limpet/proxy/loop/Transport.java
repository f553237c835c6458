package io.limpet.proxy.loop;

import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;

/// How sockets are watched.
public enum Transport {
  EPOLL,
  IO_URING,
  NIO;

  private static final int ADDRESS_BYTES = 26; // as Netty's own: length, address, scope, port

  /// The wanted one where this machine has it, else NIO, which every machine has: containers often
  /// forbid io_uring (seccomp), and epoll is Linux'.
  public static Transport orFallback(Transport wanted) {
    return switch (wanted) {
      case EPOLL -> Epoll.isAvailable() ? EPOLL : NIO;
      case IO_URING -> IoUring.isAvailable() ? IO_URING : NIO;
      case NIO -> NIO;
    };
  }

  public IoHandlerFactory ioHandlers() {
    return switch (this) {
      case EPOLL -> EpollSockets.newFactory();
      case IO_URING -> IoUringIoHandler.newFactory();
      case NIO -> NioIoHandler.newFactory();
    };
  }

  /// A socket that listens once it is bound.
  public ServerChannel newServerChannel() {
    return switch (this) {
      case EPOLL -> new EpollServerSocketChannel();
      case IO_URING -> new IoUringServerSocketChannel();
      case NIO -> new NioServerSocketChannel();
    };
  }

  /// A socket that listens already.
  public ServerChannel inheritedServerChannel(int descriptor) {
    if (this != EPOLL) {
      throw new IllegalStateException(this + " cannot take over the socket " + descriptor);
    }
    return new EpollServerSocketChannel(descriptor);
  }

  /// The system's number of a socket, or -1 where this transport keeps it to itself.
  public static int descriptor(Channel channel) {
    return switch (channel) {
      case EpollServerSocketChannel epoll -> epoll.fd().intValue();
      case EpollDatagramChannel epoll -> epoll.fd().intValue();
      case Channel _ -> -1;
    };
  }

  /// Accepts those whose connection the system has already made, as it would reset them with the
  /// listening socket's end. To be closed in the same turn of its event loop. Only epoll's sockets
  /// can be asked.
  public void acceptRest(ServerChannel listening, Consumer<SocketChannel> receiver)
      throws IOException {
    if (!(listening instanceof EpollServerSocketChannel epoll)) {
      return;
    }
    Socket socket = (Socket) epoll.fd();
    byte[] address = new byte[ADDRESS_BYTES];
    for (int fd = socket.accept(address); fd >= 0; fd = socket.accept(address)) {
      receiver.accept(new EpollSocketChannel(fd));
    }
  }

  /// Turns on TCP keep-alive; numbers of 0 are the system's.
  void keepAlive(Channel channel, int probes, int timeSeconds, int intervalSeconds) {
    channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
    switch (this) {
      case EPOLL -> {
        set(channel, EpollChannelOption.TCP_KEEPCNT, probes);
        set(channel, EpollChannelOption.TCP_KEEPIDLE, timeSeconds);
        set(channel, EpollChannelOption.TCP_KEEPINTVL, intervalSeconds);
      }
      case IO_URING -> {
        set(channel, IoUringChannelOption.TCP_KEEPCNT, probes);
        set(channel, IoUringChannelOption.TCP_KEEPIDLE, timeSeconds);
        set(channel, IoUringChannelOption.TCP_KEEPINTVL, intervalSeconds);
      }
      case NIO -> {
        set(channel, NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), probes);
        set(channel, NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), timeSeconds);
        set(channel, NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), intervalSeconds);
      }
    }
  }

  private static void set(Channel channel, ChannelOption<Integer> option, int value) {
    if (value > 0) {
      channel.config().setOption(option, value);
    }
  }

  /// A socket of datagrams that may listen where others of ours do (SO_REUSEPORT), and that tells
  /// where a datagram was sent to.
  public DatagramChannel newDatagramChannel() {
    DatagramChannel channel =
        switch (this) {
          case EPOLL -> new EpollDatagramChannel();
          case IO_URING -> new IoUringDatagramChannel();
          case NIO -> new NioDatagramChannel();
        };
    return withOptions(channel);
  }

  /// The same of a socket that is bound already.
  DatagramChannel inheritedDatagramChannel(int descriptor) {
    if (this != EPOLL) {
      throw new IllegalStateException(this + " cannot take over the socket " + descriptor);
    }
    return withOptions(new EpollDatagramChannel(descriptor));
  }

  private DatagramChannel withOptions(DatagramChannel channel) {
    ChannelConfig config = channel.config();
    switch (this) {
      case EPOLL -> {
        config.setOption(EpollChannelOption.SO_REUSEPORT, true);
        config.setOption(EpollChannelOption.IP_RECVORIGDSTADDR, true);
      }
      case IO_URING -> config.setOption(IoUringChannelOption.SO_REUSEPORT, true);
      case NIO -> config.setOption(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true);
    }
    return channel;
  }

  public SocketChannel newClientChannel() {
    return switch (this) {
      case EPOLL -> new EpollSocketChannel();
      case IO_URING -> new IoUringSocketChannel();
      case NIO -> new NioSocketChannel();
    };
  }
}
