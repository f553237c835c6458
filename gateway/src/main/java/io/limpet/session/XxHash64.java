package io.limpet.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/// The 64-bit hash of Yann Collet's xxHash: what Envoy hashes keys and endpoints with.
///
/// A string's characters are taken as bytes (Latin-1).
public final class XxHash64 {
  private static final long P1 = 0x9E3779B185EBCA87L;
  private static final long P2 = 0xC2B2AE3D27D4EB4FL;
  private static final long P3 = 0x165667B19E3779F9L;
  private static final long P4 = 0x85EBCA77C2B2AE63L;
  private static final long P5 = 0x27D4EB2F165667C5L;
  private static final int STRIPE = 32;

  private XxHash64() {}

  public static long hash(String latin1) {
    return hash(latin1, 0);
  }

  public static long hash(String latin1, long seed) {
    byte[] bytes = latin1.getBytes(ISO_8859_1);
    return hash(bytes, bytes.length, seed);
  }

  /// Of the first `length` bytes.
  public static long hash(byte[] bytes, int length, long seed) {
    long hash = length >= STRIPE ? stripes(bytes, length, seed) : seed + P5;
    hash += length;
    int at = length / STRIPE * STRIPE;
    for (; at + 8 <= length; at += 8) {
      hash = Long.rotateLeft(hash ^ round(0, LittleEndian.longAt(bytes, at)), 27) * P1 + P4;
    }
    if (at + 4 <= length) {
      hash = Long.rotateLeft(hash ^ LittleEndian.intAt(bytes, at) * P1, 23) * P2 + P3;
      at += 4;
    }
    for (; at < length; at++) {
      hash = Long.rotateLeft(hash ^ (bytes[at] & 0xff) * P5, 11) * P1;
    }
    return avalanche(hash);
  }

  private static long stripes(byte[] bytes, int length, long seed) {
    long v1 = seed + P1 + P2;
    long v2 = seed + P2;
    long v3 = seed;
    long v4 = seed - P1;
    for (int at = 0; at + STRIPE <= length; at += STRIPE) {
      v1 = round(v1, LittleEndian.longAt(bytes, at));
      v2 = round(v2, LittleEndian.longAt(bytes, at + 8));
      v3 = round(v3, LittleEndian.longAt(bytes, at + 16));
      v4 = round(v4, LittleEndian.longAt(bytes, at + 24));
    }
    long hash = Long.rotateLeft(v1, 1) + Long.rotateLeft(v2, 7);
    hash += Long.rotateLeft(v3, 12) + Long.rotateLeft(v4, 18);
    return merge(merge(merge(merge(hash, v1), v2), v3), v4);
  }

  private static long round(long lane, long input) {
    return Long.rotateLeft(lane + input * P2, 31) * P1;
  }

  private static long merge(long hash, long lane) {
    return (hash ^ round(0, lane)) * P1 + P4;
  }

  private static long avalanche(long start) {
    long hash = (start ^ (start >>> 33)) * P2;
    hash = (hash ^ (hash >>> 29)) * P3;
    return hash ^ (hash >>> 32);
  }
}
