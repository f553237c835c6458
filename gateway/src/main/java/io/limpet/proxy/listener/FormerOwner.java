package io.limpet.proxy.listener;

import io.netty.channel.socket.DatagramPacket;

/// The process that had a listener's sockets of datagrams before, and still has connections.
public interface FormerOwner {
  /// What the IDs of its connections have in common.
  int mark();

  /// Takes over a datagram that came to one of the sockets, and lets it go. From any thread.
  void pass(int socket, DatagramPacket datagram);
}
