package io.limpet.proxy.codec.http2;

/// Why a stream is reset or a connection ends (RFC 9113, 7).
public enum ErrorCode {
  NO_ERROR(0),
  PROTOCOL_ERROR(1),
  INTERNAL_ERROR(2),
  FLOW_CONTROL_ERROR(3),
  SETTINGS_TIMEOUT(4),
  STREAM_CLOSED(5),
  FRAME_SIZE_ERROR(6),
  REFUSED_STREAM(7),
  CANCEL(8),
  COMPRESSION_ERROR(9),
  CONNECT_ERROR(10),
  ENHANCE_YOUR_CALM(11),
  INADEQUATE_SECURITY(12),
  HTTP_1_1_REQUIRED(13);

  private static final ErrorCode[] ALL = values();

  private final int number;

  ErrorCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  /// The code of a number; one that nobody knows is treated as [#INTERNAL_ERROR].
  static ErrorCode of(long number) {
    return number >= 0 && number < ALL.length ? ALL[(int) number] : INTERNAL_ERROR;
  }
}
