package io.limpet.proxy.codec.http3;

/// The types of frames and of streams, and the settings (RFC 9114, 11.2).
final class Frame {
  static final int DATA = 0x0;
  static final int HEADERS = 0x1;
  static final int CANCEL_PUSH = 0x3;
  static final int SETTINGS = 0x4;
  static final int PUSH_PROMISE = 0x5;
  static final int GOAWAY = 0x7;
  static final int MAX_PUSH_ID = 0xd;

  static final int CONTROL_STREAM = 0x0;
  static final int PUSH_STREAM = 0x1;
  static final int ENCODER_STREAM = 0x2;
  static final int DECODER_STREAM = 0x3;

  static final int MAX_FIELD_SECTION_SIZE = 0x6;
  static final int ENABLE_CONNECT_PROTOCOL = 0x8;

  private Frame() {}

  /// Whether a type is one of HTTP/2's that HTTP/3 has not, and must not be met (RFC 9114, 7.2.8).
  static boolean ofHttp2(long type) {
    return type == 0x2 || type == 0x6 || type == 0x8 || type == 0x9;
  }

  /// Whether an identifier is a setting of HTTP/2's that HTTP/3 has not (RFC 9114, 7.2.4.1).
  static boolean settingOfHttp2(long setting) {
    return setting == 0x0 || (setting >= 0x2 && setting <= 0x5);
  }
}
