package io.limpet.proxy.filter.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/// Decodes base64 that comes in pieces. Padding may stand where a piece ends, and bits that are not
/// used are 0 (Envoy: source/common/common/base64.cc).
final class Base64Decoder {
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  private static final byte NONE = -1;
  private static final byte[] VALUES = values();

  private int carried; // event loop only, like the rest
  private int bits;
  private int padding;

  private static byte[] values() {
    byte[] values = new byte[256];
    Arrays.fill(values, NONE);
    for (int i = 0; i < LETTERS.length(); i++) {
      values[LETTERS.charAt(i)] = (byte) i;
    }
    return values;
  }

  /// Whether the last piece ended where four letters do.
  boolean whole() {
    return carried == 0;
  }

  /// Writes to `out` what is complete. False: that was no base64.
  boolean decode(ByteBuf in, ByteBuf out) {
    while (in.isReadable()) {
      if (!take(in.readUnsignedByte(), out, in.readableBytes())) {
        return false;
      }
    }
    return true;
  }

  private boolean take(int letter, ByteBuf out, int left) {
    if (letter == '=') {
      padding++;
      bits <<= 6;
    } else if (padding > 0 || VALUES[letter] == NONE) {
      return false;
    } else {
      bits = bits << 6 | VALUES[letter];
    }
    carried++;
    return carried < 4 || four(out, left);
  }

  /// Behind padding there may be the beginning of another four letters at most: all that came by
  /// then are decoded as one text.
  private boolean four(ByteBuf out, int left) {
    boolean good = padding == 0 || (padding <= 2 && left < 4 && (bits & unused()) == 0);
    int bytes = 3 - padding;
    for (int shift = 16; bytes > 0 && good; bytes--, shift -= 8) {
      out.writeByte(bits >> shift);
    }
    carried = 0;
    bits = 0;
    padding = 0;
    return good;
  }

  private int unused() {
    return padding == 1 ? 0xff : 0xffff;
  }
}
