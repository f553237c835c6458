package io.limpet.proxy.codec.http2;

import io.limpet.proxy.codec.http2.Http2Options.FloodLimits;
import org.jspecify.annotations.Nullable;

/// Counts the frames that cost the peer little and us more (Envoy:
/// source/common/http/http2/protocol_constraints.cc, whose words these are).
final class FloodGuard {
  private static final int FIRST_WINDOW_UPDATES = 5;

  private final FloodLimits limits;
  private int waiting;
  private int controlWaiting;
  private int emptyInRow;
  private long priorities;
  private long windowUpdates;
  private long opened;
  private long dataSent;
  private @Nullable String broken;

  FloodGuard(FloodLimits limits) {
    this.limits = limits;
  }

  /// Which limit the peer has broken; null if none.
  @Nullable String broken() {
    return broken;
  }

  /// A frame is about to be written. Those count that the socket does not take.
  void outbound(int type, boolean writable) {
    if (writable) {
      return;
    }
    waiting++;
    if (type == Frame.PING || type == Frame.SETTINGS || type == Frame.RST_STREAM) {
      controlWaiting++;
    }
    if (waiting > limits.outboundFrames()) {
      broken = "Too many frames in the outbound queue.";
    } else if (controlWaiting > limits.outboundControlFrames()) {
      broken = "Too many control frames in the outbound queue.";
    }
  }

  /// The socket took all.
  void drained() {
    waiting = 0;
    controlWaiting = 0;
  }

  void opened() {
    opened++;
  }

  void dataSent() {
    dataSent++;
  }

  /// A DATA, HEADERS or CONTINUATION frame came.
  void inbound(boolean empty, boolean end) {
    emptyInRow = empty && !end ? emptyInRow + 1 : 0;
    if (emptyInRow > limits.emptyFrames()) {
      broken = "Too many consecutive frames with an empty payload";
    }
  }

  void priority() {
    priorities++;
    if (priorities > limits.priorityFrames() * (1 + opened)) {
      broken = "Too many PRIORITY frames";
    }
  }

  void windowUpdate() {
    windowUpdates++;
    long most = FIRST_WINDOW_UPDATES + 2 * (opened + limits.windowUpdates() * dataSent);
    if (windowUpdates > most) {
      broken = "Too many WINDOW_UPDATE frames";
    }
  }
}
