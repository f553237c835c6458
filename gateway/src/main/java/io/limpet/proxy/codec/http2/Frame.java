package io.limpet.proxy.codec.http2;

/// The numbers of frames (RFC 9113, 6): types, flags, settings, bounds.
final class Frame {
  static final int HEAD_BYTES = 9;

  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PUSH_PROMISE = 5;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int ACK = 1;
  static final int END_HEADERS = 4;
  static final int PADDED = 8;
  static final int HAS_PRIORITY = 0x20;

  static final int HEADER_TABLE_SIZE = 1;
  static final int ENABLE_PUSH = 2;
  static final int MAX_CONCURRENT_STREAMS = 3;
  static final int INITIAL_WINDOW_SIZE = 4;
  static final int MAX_FRAME_SIZE = 5;
  static final int ENABLE_CONNECT_PROTOCOL = 8;

  /// What each side must take, and all that we send or take.
  static final int FRAME_SIZE = 16384;

  static final int LARGEST_FRAME_SIZE = (1 << 24) - 1;
  static final int FIRST_WINDOW = 65_535;
  static final int LARGEST_WINDOW = Integer.MAX_VALUE;
  static final int LARGEST_STREAM = Integer.MAX_VALUE;

  private Frame() {}

  static boolean has(int flags, int flag) {
    return (flags & flag) != 0;
  }
}
