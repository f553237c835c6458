package io.limpet.proxy.filter.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// Encodes gRPC's messages in base64, each for itself, while they come: five bytes that say how
/// long one is, and as many (gRPC: PROTOCOL-HTTP2.md, Length-Prefixed-Message). What is not
/// complete needs no buffer but for two bytes.
final class Base64Encoder {
  private static final byte[] LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
          .getBytes(StandardCharsets.US_ASCII);
  private static final int PREFIX = 5;

  private int prefixed; // event loop only, like the rest
  private long length;
  private int bits;
  private int kept;

  /// How much `bytes` become at most, with what was kept of those before, if all are messages
  /// without content.
  static int most(int bytes) {
    return (bytes / PREFIX + 1) * 8 + (bytes + 2) / 3 * 4;
  }

  void encode(ByteBuf in, ByteBuf out) {
    while (in.isReadable()) {
      int octet = in.readUnsignedByte();
      if (prefixed < PREFIX) {
        length = prefixed == 0 ? 0 : length << 8 | octet;
        prefixed++;
      } else {
        length--;
      }
      put(octet, out);
      if (prefixed == PREFIX && length == 0) {
        end(out);
      }
    }
  }

  private void put(int octet, ByteBuf out) {
    bits = bits << 8 | octet;
    if (++kept == 3) {
      write(out, 4);
    }
  }

  private void end(ByteBuf out) {
    prefixed = 0;
    if (kept > 0) {
      int letters = kept + 1;
      bits <<= 8 * (3 - kept);
      write(out, letters);
      for (int i = letters; i < 4; i++) {
        out.writeByte('=');
      }
    }
  }

  private void write(ByteBuf out, int letters) {
    for (int i = 0; i < letters; i++) {
      out.writeByte(LETTERS[bits >> (18 - 6 * i) & 0x3f]);
    }
    bits = 0;
    kept = 0;
  }
}
