package io.limpet.proxy.filter;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/// Values of `x-request-id`: UUIDs of version 4 (RFC 9562, 5.4). They tell requests apart and are
/// no secret, so any good generator will do.
final class RequestIds {
  static final int LENGTH = 36;
  private static final int TRACE_REASON = 14;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private RequestIds() {}

  /// Writes the next one, [#LENGTH] letters.
  static void next(RandomGenerator random, byte[] buffer) {
    long high = (random.nextLong() & 0xffff_ffff_ffff_0fffL) | 0x4000L;
    long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    write(high >>> 32, 8, buffer, 0);
    write(high >>> 16, 4, buffer, 9);
    write(high, 4, buffer, 14);
    write(low >>> 48, 4, buffer, 19);
    write(low, 12, buffer, 24);
    buffer[8] = '-';
    buffer[13] = '-';
    buffer[18] = '-';
    buffer[23] = '-';
  }

  /// The same id, saying that its request is not traced (Envoy: `setTraceReason`).
  static String notTraced(String id) {
    return id.charAt(TRACE_REASON) == '4'
        ? id
        : id.substring(0, TRACE_REASON) + '4' + id.substring(TRACE_REASON + 1);
  }

  private static void write(long bits, int digits, byte[] to, int at) {
    for (int i = digits - 1; i >= 0; i--) {
      to[at + i] = HEX[(int) bits & 15];
      bits >>>= 4;
    }
  }
}
