package io.limpet.proxy.restart;

import io.limpet.proxy.listener.SharedDatagrams;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/// Datagrams as they are passed to the process whose connections they are for: how many bytes
/// follow, the number of the socket, who sent it and to whom, and what was sent.
final class DatagramFrames {
  private static final int LONGEST = 1 << 17;

  private DatagramFrames() {}

  static ByteBuf write(ByteBufAllocator allocator, int socket, DatagramPacket datagram) {
    ByteBuf frame = allocator.buffer();
    frame.writeInt(0).writeShort(socket);
    write(frame, datagram.sender());
    write(frame, datagram.recipient());
    frame.writeBytes(datagram.content());
    return frame.setInt(0, frame.readableBytes() - Integer.BYTES);
  }

  private static void write(ByteBuf to, InetSocketAddress address) {
    byte[] ip = address.getAddress().getAddress();
    to.writeByte(ip.length).writeBytes(ip).writeShort(address.getPort());
  }

  /// Finds each of them in a stream.
  static LengthFieldBasedFrameDecoder decoder() {
    return new LengthFieldBasedFrameDecoder(LONGEST, 0, Integer.BYTES, 0, Integer.BYTES);
  }

  /// Gives each to the sockets that it was sent to.
  static final class Reader extends SimpleChannelInboundHandler<ByteBuf> {
    private final SharedDatagrams sockets;

    Reader(SharedDatagrams sockets) {
      this.sockets = sockets;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf frame)
        throws UnknownHostException {
      int socket = frame.readUnsignedShort();
      InetSocketAddress sender = address(frame);
      InetSocketAddress recipient = address(frame);
      sockets.received(
          socket,
          new DatagramPacket(frame.readRetainedSlice(frame.readableBytes()), recipient, sender));
    }

    private static InetSocketAddress address(ByteBuf frame) throws UnknownHostException {
      byte[] ip = new byte[frame.readUnsignedByte()];
      frame.readBytes(ip);
      return new InetSocketAddress(InetAddress.getByAddress(ip), frame.readUnsignedShort());
    }

    /// What is not understood ends the conversation, and no more is passed on.
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      var _ = context.close();
    }
  }
}
