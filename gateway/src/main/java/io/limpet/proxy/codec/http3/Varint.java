package io.limpet.proxy.codec.http3;

import io.netty.buffer.ByteBuf;

/// QUIC's integers of variable length (RFC 9000, 16). One reads one after the other, of which the
/// bytes may come in pieces.
final class Varint {
  static final long MISSING = -1;

  private static final int FIRST_BITS = 0x3f;
  private static final int TWO_BYTES = 0x4000;
  private static final int FOUR_BYTES = 0x8000_0000;
  private static final long EIGHT_BYTES = 0xc000_0000_0000_0000L;

  private long value;
  private int missing = -1;

  /// The next number, or [#MISSING] where not all of it is there yet.
  long read(ByteBuf in) {
    if (missing < 0) {
      if (!in.isReadable()) {
        return MISSING;
      }
      int first = in.readUnsignedByte();
      missing = (1 << (first >>> 6)) - 1;
      value = first & FIRST_BITS;
    }
    for (; missing > 0; missing--) {
      if (!in.isReadable()) {
        return MISSING;
      }
      value = value << Byte.SIZE | in.readUnsignedByte();
    }
    missing = -1;
    return value;
  }

  /// Whether a number has begun.
  boolean begun() {
    return missing >= 0;
  }

  static void write(ByteBuf out, long value) {
    if (value <= FIRST_BITS) {
      out.writeByte((int) value);
    } else if (value < TWO_BYTES) {
      out.writeShort(TWO_BYTES | (int) value);
    } else if (value < 1 << 30) {
      out.writeInt(FOUR_BYTES | (int) value);
    } else {
      out.writeLong(EIGHT_BYTES | value);
    }
  }

  /// Leaves room for a number below 2^30 that is [#put] later; where.
  static int reserve(ByteBuf out) {
    int at = out.writerIndex();
    out.writeInt(0);
    return at;
  }

  static void put(ByteBuf out, int at, int value) {
    out.setInt(at, FOUR_BYTES | value);
  }
}
