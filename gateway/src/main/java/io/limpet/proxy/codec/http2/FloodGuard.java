package io.limpet.proxy.codec.http2;

import io.limpet.proxy.codec.http2.Http2Options.FloodLimits;
import org.jspecify.annotations.Nullable;

/// Counts the frames of one connection that are written and not yet taken by the socket, and those
/// that ask for work and give none (Envoy: source/common/http/http2/protocol_constraints.cc).
final class FloodGuard {
  private static final int FIRST_WINDOW_UPDATES = 5;

  private final FloodLimits limits;
  private final Http2Counts counts;
  private int waiting;
  private int controlWaiting;
  private int waitingTold;
  private int controlTold;
  private int emptyInRow;
  private long priorities;
  private long windowUpdates;
  private long opened;
  private long dataSent;
  private @Nullable Flood broken;

  FloodGuard(FloodLimits limits, Http2Counts counts) {
    this.limits = limits;
    this.counts = counts;
  }

  /// Which limit the peer has broken; null if none.
  @Nullable Flood broken() {
    return broken;
  }

  /// A frame is about to be written.
  void outbound(int type) {
    waiting++;
    if (type == Frame.PING || type == Frame.SETTINGS || type == Frame.RST_STREAM) {
      controlWaiting++;
    }
    if (waiting > limits.outboundFrames()) {
      broken = Flood.OUTBOUND;
    } else if (controlWaiting > limits.outboundControlFrames()) {
      broken = Flood.OUTBOUND_CONTROL;
    }
  }

  int waiting() {
    return waiting;
  }

  int controlWaiting() {
    return controlWaiting;
  }

  /// The socket took so many frames, of which so many were control frames.
  void taken(int frames, int control) {
    waiting -= frames;
    controlWaiting -= control;
  }

  /// The gauges of what waits are brought up to date: once a flush, not once a frame.
  void tell() {
    if (waiting != waitingTold) {
      counts.outboundFramesActive.add(waiting - waitingTold);
      counts.outboundControlFramesActive.add(controlWaiting - controlTold);
      waitingTold = waiting;
      controlTold = controlWaiting;
    }
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
      broken = Flood.EMPTY_FRAMES;
    }
  }

  void priority() {
    priorities++;
    if (priorities > limits.priorityFrames() * (1 + opened)) {
      broken = Flood.PRIORITY;
    }
  }

  void windowUpdate() {
    windowUpdates++;
    long most = FIRST_WINDOW_UPDATES + 2 * (opened + limits.windowUpdates() * dataSent);
    if (windowUpdates > most) {
      broken = Flood.WINDOW_UPDATE;
    }
  }
}
