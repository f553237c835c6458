package io.limpet.proxy.plan;

/// Small numbers in few bits: a Maglev table of 65,537 places over six endpoints takes 25 KiB,
/// which counts where a thousand clusters have one.
final class PackedInts {
  private final long[] words;
  private final int bits;
  private final int perWord;
  private final long mask;

  /// `length` numbers below `limit`, all 0.
  PackedInts(int length, int limit) {
    this.bits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(limit - 1));
    this.perWord = Long.SIZE / bits;
    this.mask = (1L << bits) - 1;
    this.words = new long[(length + perWord - 1) / perWord];
  }

  int get(int at) {
    return (int) (words[at / perWord] >>> (at % perWord * bits) & mask);
  }

  /// Sets a number that is 0.
  void set(int at, int value) {
    words[at / perWord] |= (long) value << (at % perWord * bits);
  }
}
