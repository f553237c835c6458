package io.limpet.proxy.codec.http2;

import org.jspecify.annotations.Nullable;

/// What the peer's SETTINGS say (RFC 9113, 6.5.2), and before that, the values all begin with.
final class PeerSettings {
  private final boolean server;
  private int tableSize = 4096;
  private int maxStreams = Integer.MAX_VALUE;
  private int streamWindow = Frame.FIRST_WINDOW;
  private int frameSize = Frame.FRAME_SIZE;

  /// `server`: whether the peer is one.
  PeerSettings(boolean server) {
    this.server = server;
  }

  /// Takes a setting; what is wrong with its value, or null. Unknown ones are let pass.
  @Nullable ErrorCode set(int setting, long value) {
    boolean good = true;
    switch (setting) {
      case Frame.HEADER_TABLE_SIZE -> tableSize = (int) Math.min(value, Integer.MAX_VALUE);
      case Frame.ENABLE_PUSH -> good = value == 0 || (value == 1 && !server);
      case Frame.MAX_CONCURRENT_STREAMS -> maxStreams = (int) Math.min(value, Integer.MAX_VALUE);
      case Frame.INITIAL_WINDOW_SIZE -> {
        if (value > Frame.LARGEST_WINDOW) {
          return ErrorCode.FLOW_CONTROL_ERROR;
        }
        streamWindow = (int) value;
      }
      case Frame.MAX_FRAME_SIZE -> {
        good = value >= Frame.FRAME_SIZE && value <= Frame.LARGEST_FRAME_SIZE;
        frameSize = (int) value;
      }
      case Frame.ENABLE_CONNECT_PROTOCOL -> good = value == 0 || value == 1;
      default -> {}
    }
    return good ? null : ErrorCode.PROTOCOL_ERROR;
  }

  int tableSize() {
    return tableSize;
  }

  int maxStreams() {
    return maxStreams;
  }

  int streamWindow() {
    return streamWindow;
  }

  int frameSize() {
    return frameSize;
  }
}
