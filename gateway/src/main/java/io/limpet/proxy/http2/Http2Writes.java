package io.limpet.proxy.http2;

import io.limpet.proxy.codec.http2.Http2Connection;
import io.limpet.proxy.loop.Worker;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;

/// Puts on a socket what an [Http2Connection] writes, and tells it how many of its frames the
/// socket has taken: those that wait are bounded (Envoy counts a frame until its bytes have left
/// the connection's buffer, protocol_constraints.cc).
public final class Http2Writes {
  private final Worker worker;
  private final Http2Connection wire;
  private final Channel channel;
  private final Runnable flush = this::flushDue;
  private int marked; // event loop only, like all
  private int controlMarked;
  private boolean due;

  public Http2Writes(Worker worker, Http2Connection wire, Channel channel) {
    this.worker = worker;
    this.wire = wire;
    this.channel = channel;
  }

  public void write(ByteBuf bytes) {
    var _ = channel.write(bytes, channel.voidPromise());
  }

  /// Flushes at the end of this turn of the event loop: what other sockets bring in the same turn
  /// goes along, and many streams share one call of the system.
  public void flushSoon() {
    if (!due) {
      due = true;
      worker.flushSoon(flush);
    }
  }

  private void flushDue() {
    due = false;
    try {
      flush();
    } catch (RuntimeException | AssertionError mistake) {
      channel.pipeline().fireExceptionCaught(mistake);
    }
  }

  public void flush() {
    wire.flush();
    channel.flush();
    int frames = wire.untaken() - marked;
    if (frames == 0) {
      return;
    }
    if (channel.bytesBeforeUnwritable() > channel.config().getWriteBufferHighWaterMark()) {
      wire.taken(frames, wire.untakenControl() - controlMarked);
    } else {
      mark(frames, wire.untakenControl() - controlMarked);
    }
  }

  /// Something waits: nothing is written behind it, so that it is known when it is gone.
  private void mark(int frames, int control) {
    marked += frames;
    controlMarked += control;
    var _ =
        channel
            .writeAndFlush(Unpooled.EMPTY_BUFFER)
            .addListener(
                _ -> {
                  marked -= frames;
                  controlMarked -= control;
                  wire.taken(frames, control);
                });
  }
}
