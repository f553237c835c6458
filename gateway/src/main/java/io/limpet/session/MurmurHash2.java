package io.limpet.session;

/// Austin Appleby's MurmurHash64A with the seed of libstdc++'s `std::hash`: what Envoy's rings may
/// be built with (`MURMUR_HASH_2`). It reads a string's characters as bytes (Latin-1).
public final class MurmurHash2 {
  private static final long SEED = 0xc70f6907L;
  private static final long MULTIPLIER = 0xc6a4a7935bd1e995L;
  private static final int SHIFT = 47;

  private MurmurHash2() {}

  public static long hash(String latin1) {
    int length = latin1.length();
    long hash = SEED ^ length * MULTIPLIER;
    int at = 0;
    for (; at + 8 <= length; at += 8) {
      hash = (hash ^ mix(LittleEndian.longAt(latin1, at) * MULTIPLIER) * MULTIPLIER) * MULTIPLIER;
    }
    if (at < length) {
      hash = (hash ^ tail(latin1, at)) * MULTIPLIER;
    }
    return mix(mix(hash) * MULTIPLIER);
  }

  private static long tail(String latin1, int from) {
    long tail = 0;
    for (int i = latin1.length() - 1; i >= from; i--) {
      tail = (tail << 8) | (latin1.charAt(i) & 0xff);
    }
    return tail;
  }

  private static long mix(long value) {
    return value ^ (value >>> SHIFT);
  }
}
