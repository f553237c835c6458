package io.limpet.proxy.log;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/// Counts what a client says and is told, decrypted, on a connection that is to be logged.
public final class CountedBytes extends ChannelDuplexHandler {
  private final ConnectionNotes notes;

  public CountedBytes(ConnectionNotes notes) {
    this.notes = notes;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof ByteBuf bytes) {
      notes.received(bytes.readableBytes());
    }
    context.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf bytes) {
      notes.sent(bytes.readableBytes());
    }
    var _ = context.write(message, promise);
  }
}
