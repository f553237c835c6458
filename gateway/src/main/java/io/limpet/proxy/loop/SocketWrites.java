package io.limpet.proxy.loop;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/// Puts on a socket what a connection of HTTP/1 writes. It is sent at the end of this turn of the
/// event loop, a large piece of a body at once, while the processor has it at hand.
public final class SocketWrites {
  private static final int LARGE_BYTES = 1024;

  private final Worker worker;
  private final Channel channel;
  private final Runnable send;
  private boolean large; // event loop only

  public SocketWrites(Worker worker, Channel channel) {
    this.worker = worker;
    this.channel = channel;
    this.send = channel::flush;
  }

  public void write(ByteBuf bytes) {
    var _ = channel.write(bytes, channel.voidPromise());
  }

  /// Writes what came of a body as it is.
  public void body(ByteBuf piece) {
    large |= piece.readableBytes() > LARGE_BYTES;
    write(piece);
  }

  public void flush() {
    if (large) {
      large = false;
      channel.flush();
    } else {
      worker.flushSoon(send);
    }
  }
}
