package io.limpet.proxy.http;

import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.handler.codec.quic.QuicStreamChannel;

/// Learns at once that a client wants no more of an answer (STOP_SENDING) of which nothing is being
/// written. Netty tells so of what waits to be written, and of nothing else; so something waits: a
/// buffer that says it has bytes, and has none. On the event loop.
final class StopWatch {
  private final QuicStreamChannel channel;
  private final Runnable stopped;
  private final Nothing nothing = new Nothing();

  /// `stopped` runs a little later, as an exchange may be at work.
  StopWatch(QuicStreamChannel channel, Runnable stopped) {
    this.channel = channel;
    this.stopped = stopped;
  }

  /// Nothing more is there to be written for now.
  void begin() {
    if (!nothing.waits) {
      nothing.waits = true;
      var _ = channel.write(nothing.retain()).addListener((ChannelFuture over) -> told(over));
    }
  }

  /// Something is about to be written.
  void end() {
    nothing.waits = false;
  }

  private void told(ChannelFuture over) {
    if (over.cause() instanceof ChannelOutputShutdownException) {
      channel.eventLoop().execute(stopped);
    }
  }

  private static final class Nothing extends UnpooledDirectByteBuf {
    private boolean waits;

    Nothing() {
      super(UnpooledByteBufAllocator.DEFAULT, Unpooled.EMPTY_BUFFER.nioBuffer(), 0);
    }

    @Override
    public boolean isReadable() {
      return waits;
    }
  }
}
