package io.limpet.proxy.listener;

import io.netty.channel.socket.SocketChannel;

/// The connections of one filter chain on one event loop.
public interface ChainConnections {
  /// Takes an open connection over, on its event loop: what it adds to the pipeline reads what the
  /// client says, decrypted.
  void begin(SocketChannel channel, ConnectionStart start);

  /// The connection was closed before it could begin: by TLS, or by a limit.
  void missed(ConnectionStart start);
}
