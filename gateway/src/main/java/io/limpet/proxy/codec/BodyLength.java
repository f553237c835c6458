package io.limpet.proxy.codec;

/// The two headers that say how long a body is (RFC 9112, 6.1 and 6.2), read so that nobody can
/// read them otherwise.
final class BodyLength {
  private static final int MAX_DIGITS = 18;

  private BodyLength() {}

  /// The value of the only `content-length`: decimal digits; -1 where it is anything else.
  static long contentLength(HeaderLines lines) {
    if (severalLengths(lines)) {
      return -1;
    }
    int line = lines.find(KnownHeader.CONTENT_LENGTH, 0);
    byte[] bytes = lines.bytes();
    int from = lines.value(line);
    int to = lines.valueEnd(line);
    if (from == to || to - from > MAX_DIGITS) {
      return -1;
    }
    long length = 0;
    for (int at = from; at < to; at++) {
      if (!Octets.digit(bytes[at])) {
        return -1;
      }
      length = length * 10 + bytes[at] - '0';
    }
    return length;
  }

  static boolean severalLengths(HeaderLines lines) {
    int line = lines.find(KnownHeader.CONTENT_LENGTH, 0);
    return lines.find(KnownHeader.CONTENT_LENGTH, line + 1) >= 0;
  }

  /// Whether the `content-length` is `0`, written so.
  static boolean isZero(HeaderLines lines) {
    int line = lines.find(KnownHeader.CONTENT_LENGTH, 0);
    return lines.valueEnd(line) - lines.value(line) == 1 && lines.bytes()[lines.value(line)] == '0';
  }

  /// Whether the only `transfer-encoding` is `chunked`.
  static boolean chunked(HeaderLines lines) {
    int line = lines.find(KnownHeader.TRANSFER_ENCODING, 0);
    return lines.find(KnownHeader.TRANSFER_ENCODING, line + 1) < 0
        && Octets.equalsIgnoreCase(
            "chunked", lines.bytes(), lines.value(line), lines.valueEnd(line));
  }
}
