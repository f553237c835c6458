package io.limpet.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/// Austin Appleby's MurmurHash64A with the seed of libstdc++'s `std::hash`: what Envoy's rings may
/// be built with (`MURMUR_HASH_2`). A string's characters are taken as bytes (Latin-1).
public final class MurmurHash2 {
  private static final long SEED = 0xc70f6907L;
  private static final long MULTIPLIER = 0xc6a4a7935bd1e995L;
  private static final int SHIFT = 47;

  private MurmurHash2() {}

  public static long hash(String latin1) {
    byte[] bytes = latin1.getBytes(ISO_8859_1);
    return hash(bytes, bytes.length);
  }

  /// Of the first `length` bytes.
  public static long hash(byte[] bytes, int length) {
    long hash = SEED ^ length * MULTIPLIER;
    int at = 0;
    for (; at + 8 <= length; at += 8) {
      hash = (hash ^ mix(LittleEndian.longAt(bytes, at) * MULTIPLIER) * MULTIPLIER) * MULTIPLIER;
    }
    if (at < length) {
      hash = (hash ^ tail(bytes, at, length)) * MULTIPLIER;
    }
    return mix(mix(hash) * MULTIPLIER);
  }

  private static long tail(byte[] bytes, int from, int length) {
    long tail = 0;
    for (int i = length - 1; i >= from; i--) {
      tail = (tail << 8) | (bytes[i] & 0xff);
    }
    return tail;
  }

  private static long mix(long value) {
    return value ^ (value >>> SHIFT);
  }
}
