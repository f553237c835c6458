package io.limpet.proxy.filter;

import io.limpet.proxy.codec.HeaderLines;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/// Values of `x-request-id`: UUIDs of version 4 (RFC 9562, 5.4). They tell requests apart and are
/// no secret, so any good generator will do.
final class RequestIds {
  static final int LENGTH = 36;

  // The letters of `setTraceReason` in Envoy's source/extensions/request_id/uuid/config.cc.
  static final int NOT_TRACED = '4';
  static final int SAMPLED = '9';
  static final int FORCED = 'a';
  static final int CLIENT_ASKED = 'b';

  private static final int TRACE_REASON = 14;
  private static final int DIGITS = 8;
  private static final int PARTS = 10_000;
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

  /// The line with the request's id; below 0 where it has none of ours.
  static int line(HeaderLines lines) {
    int line = lines.find(HeaderNames.REQUEST_ID, 0);
    return line < 0 || lines.valueEnd(line) - lines.value(line) != LENGTH ? -1 : line;
  }

  /// What the first digits of an id say as a number, by which requests are sampled; below 0 where
  /// they are no digits.
  static long number(HeaderLines lines, int line) {
    long number = 0;
    for (int at = lines.value(line); at < lines.value(line) + DIGITS; at++) {
      int digit = Character.digit(lines.bytes()[at], HEX.length);
      if (digit < 0) {
        return -1;
      }
      number = number << 4 | digit;
    }
    return number % PARTS;
  }

  /// The letter of an id that says whether, and why, the request is traced.
  static int reason(HeaderLines lines, int line) {
    return lines.bytes()[lines.value(line) + TRACE_REASON];
  }

  static void reason(HeaderLines lines, int line, int letter) {
    lines.put(line, TRACE_REASON, letter);
  }

  static boolean isTraced(int reason) {
    return reason == SAMPLED || reason == FORCED || reason == CLIENT_ASKED;
  }

  private static void write(long bits, int digits, byte[] to, int at) {
    for (int i = digits - 1; i >= 0; i--) {
      to[at + i] = HEX[(int) bits & 15];
      bits >>>= 4;
    }
  }
}
