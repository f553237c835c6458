package io.limpet.bench.load;

/// How long answers took, as counts in buckets: 128 for each doubling, so that none is more than
/// 0.8 % wide.
public final class Latencies {
  private static final int BITS = 7;
  private static final int BUCKETS = (Long.SIZE - BITS) << BITS;

  private final long[] counts = new long[BUCKETS];
  private long total;
  private long longest;

  void add(long nanos) {
    long positive = Math.max(nanos, 0);
    counts[bucket(positive)]++;
    total++;
    longest = Math.max(longest, positive);
  }

  private static int bucket(long nanos) {
    int shift = Math.max(0, Long.SIZE - BITS - 1 - Long.numberOfLeadingZeros(nanos | 1));
    return (shift << BITS) + (int) (nanos >>> shift);
  }

  /// The largest value of a bucket.
  private static long highest(int bucket) {
    int shift = Math.max(0, (bucket >>> BITS) - 1);
    return ((bucket - ((long) shift << BITS) + 1) << shift) - 1;
  }

  /// What this share of the answers did not exceed, in nanoseconds; 0 if there was none.
  public long atMost(double share) {
    long wanted = Math.max(1, (long) Math.ceil(share * total));
    long seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
      seen += counts[i];
      if (seen >= wanted) {
        return Math.min(highest(i), longest);
      }
    }
    return longest;
  }

  public long count() {
    return total;
  }
}
