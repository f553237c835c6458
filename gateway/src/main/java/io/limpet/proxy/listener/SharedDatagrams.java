package io.limpet.proxy.listener;

import io.netty.channel.socket.DatagramPacket;

/// The sockets of a listener of datagrams that another process has too. What comes to them is read
/// by one of the two alone.
public interface SharedDatagrams {
  /// What the IDs of our connections have in common.
  int mark();

  /// The other process reads from now on. Done when this returns.
  void stopReading();

  /// Takes over a datagram that the other process read and is for us. From any thread.
  void received(int socket, DatagramPacket datagram);
}
