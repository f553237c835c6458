package io.limpet.proxy.quic;

import io.limpet.proxy.listener.ConnectionStart;
import io.netty.handler.codec.quic.QuicChannel;

/// The connections of one filter chain on one event loop, where it speaks QUIC.
public interface QuicConnections {
  /// Takes a connection over, on its event loop, whose handshake is over: what it adds to the
  /// pipeline reads the streams that the client opens.
  void begin(QuicChannel channel, ConnectionStart start);
}
