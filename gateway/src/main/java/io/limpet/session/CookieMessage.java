package io.limpet.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;

/// Reads and writes the one small protobuf message of a session cookie, by protobuf's rules:
/// unknown fields are skipped, of repeated ones the last counts, and a broken message is told apart
/// from a good one, because then the bytes are an address.
final class CookieMessage {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int GROUP = 3;
  private static final int GROUP_END = 4;
  private static final int FIXED32 = 5;
  private static final int ADDRESS = (1 << 3) | BYTES;
  private static final int EXPIRES = (2 << 3) | VARINT;

  /// protobuf's own limit of nesting.
  private static final int MAX_DEPTH = 100;

  private final byte[] bytes;
  private int at;
  private boolean broken;
  private String address = "";
  private long expires;

  CookieMessage(byte[] bytes) {
    this.bytes = bytes;
  }

  static byte[] write(String address, long expires) {
    byte[] text = address.getBytes(ISO_8859_1);
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length + 13);
    out.write(ADDRESS);
    writeVarint(out, text.length);
    out.write(text, 0, text.length);
    if (expires != 0) {
      out.write(EXPIRES);
      writeVarint(out, expires);
    }
    return out.toByteArray();
  }

  /// Whether the bytes are such a message.
  boolean parse() {
    while (!broken && at < bytes.length) {
      long tag = tag();
      if (tag == ADDRESS) {
        int start = at + lengthOfVarint();
        skip(BYTES, 0, 0);
        address = broken ? "" : new String(bytes, start, at - start, ISO_8859_1);
      } else if (tag == EXPIRES) {
        expires = varint();
      } else {
        skip((int) tag & 7, tag >>> 3, 0);
      }
    }
    return !broken;
  }

  String address() {
    return address;
  }

  long expires() {
    return expires;
  }

  /// A tag has at most 32 bits, and no field has the number 0.
  private long tag() {
    long tag = varint();
    broken |= tag >>> 32 != 0 || tag >>> 3 == 0;
    return tag;
  }

  private void skip(int wireType, long field, int depth) {
    switch (wireType) {
      case VARINT -> varint();
      case FIXED64 -> advance(8);
      case BYTES -> advance(varint());
      case GROUP -> skipGroup(field, depth + 1);
      case FIXED32 -> advance(4);
      default -> broken = true;
    }
  }

  private void skipGroup(long field, int depth) {
    broken |= depth > MAX_DEPTH;
    while (!broken) {
      long tag = tag();
      if ((tag & 7) == GROUP_END) {
        broken |= tag >>> 3 != field;
        return;
      }
      skip((int) tag & 7, tag >>> 3, depth);
    }
  }

  private void advance(long count) {
    if (count < 0 || count > bytes.length - at) {
      broken = true;
    } else {
      at += (int) count;
    }
  }

  private int lengthOfVarint() {
    int end = at;
    while (end < bytes.length && bytes[end] < 0) {
      end++;
    }
    return end + 1 - at;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (at == bytes.length) {
        break;
      }
      byte next = bytes[at++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    broken = true;
    return 0;
  }

  private static void writeVarint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
