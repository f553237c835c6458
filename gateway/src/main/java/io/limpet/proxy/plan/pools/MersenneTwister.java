package io.limpet.proxy.plan.pools;

/// Matsumoto's and Nishimura's generator of 32 bits, MT19937: with the same seed it gives the same
/// numbers as C++'s `std::mt19937`.
final class MersenneTwister {
  private static final int SIZE = 624;
  private static final int MIDDLE = 397;
  private static final int HIGH = 0x80000000;
  private static final int LOW = 0x7fffffff;
  private static final int TWIST = 0x9908b0df;

  private final int[] state = new int[SIZE];
  private int at;

  MersenneTwister(int seed) {
    state[0] = seed;
    for (int i = 1; i < SIZE; i++) {
      int last = state[i - 1];
      state[i] = 1812433253 * (last ^ (last >>> 30)) + i;
    }
  }

  /// The next number; each is made only when it is wanted.
  int next() {
    int mixed = (state[at] & HIGH) | (state[(at + 1) % SIZE] & LOW);
    int number = state[(at + MIDDLE) % SIZE] ^ (mixed >>> 1) ^ ((mixed & 1) == 0 ? 0 : TWIST);
    state[at] = number;
    at = (at + 1) % SIZE;
    number ^= number >>> 11;
    number ^= (number << 7) & 0x9d2c5680;
    number ^= (number << 15) & 0xefc60000;
    return number ^ (number >>> 18);
  }

  /// A number below the bound, each as likely: the top of the range that would spoil that is thrown
  /// away (as in Envoy's thread_aware_lb_impl.cc).
  int below(int bound) {
    long width = (1L << 32) / bound;
    long number;
    do {
      number = Integer.toUnsignedLong(next()) / width;
    } while (number >= bound);
    return (int) number;
  }
}
