package io.limpet.proxy.plan.pools;

/// Small numbers in few bits each, a power of two of them, so that a number is found by shifts: a
/// Maglev table of 65,537 places over six endpoints takes 32 KiB, which counts where a thousand
/// clusters have one.
final class PackedInts {
  private static final int WORD_SHIFT = 6; // 64 bits

  private final long[] words;
  private final int bitsShift;
  private final int perWordShift;
  private final long mask;

  /// `length` numbers below `limit`, all 0.
  PackedInts(int length, int limit) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, limit - 1));
    this.bitsShift = Integer.SIZE - Integer.numberOfLeadingZeros(bits - 1);
    this.perWordShift = WORD_SHIFT - bitsShift;
    this.mask = (1L << (1 << bitsShift)) - 1;
    this.words = new long[(length >>> perWordShift) + 1];
  }

  int get(int at) {
    return (int) (words[at >>> perWordShift] >>> shift(at) & mask);
  }

  /// Sets a number that is 0.
  void set(int at, int value) {
    words[at >>> perWordShift] |= (long) value << shift(at);
  }

  /// A shift by more than 63 is one by its last six bits: where in its word a number is.
  private int shift(int at) {
    return at << bitsShift;
  }

  long bytes() {
    return (long) Long.BYTES * words.length;
  }
}
