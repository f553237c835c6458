package io.limpet.proxy.loop;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;

/// How sockets are watched.
public enum Transport {
  EPOLL,
  IO_URING,
  NIO;

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
      case EPOLL -> EpollIoHandler.newFactory();
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

  public SocketChannel newClientChannel() {
    return switch (this) {
      case EPOLL -> new EpollSocketChannel();
      case IO_URING -> new IoUringSocketChannel();
      case NIO -> new NioSocketChannel();
    };
  }
}
