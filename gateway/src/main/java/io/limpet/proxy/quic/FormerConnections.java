package io.limpet.proxy.quic;

import io.limpet.proxy.listener.FormerOwner;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;

/// Passes on what comes to a socket for connections of the process that had it before. They end
/// there: a connection's keys cannot be given away.
final class FormerConnections extends ChannelInboundHandlerAdapter {
  private final FormerOwner owner;
  private final int socket;

  FormerConnections(FormerOwner owner, int socket) {
    this.owner = owner;
    this.socket = socket;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    DatagramPacket read = (DatagramPacket) message;
    if (ConnectionIds.isMarked(read.content(), owner.mark())) {
      owner.pass(socket, read);
    } else {
      context.fireChannelRead(read);
    }
  }
}
