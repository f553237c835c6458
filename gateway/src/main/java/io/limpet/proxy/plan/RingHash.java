package io.limpet.proxy.plan;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// A ketama-like ring, the same point for point as Envoy's (ring_hash_lb.cc).
///
/// Each endpoint has as many points as its weight of the ring's size, at the hashes of `key_0`,
/// `key_1` and so on; a request belongs to the first point at or above its hash. How many points an
/// endpoint gets comes from a running sum of doubles: rounding for each endpoint alone would give
/// another ring.
final class RingHash implements HashTable {
  static final int DEFAULT_MINIMUM = 1024;
  static final int MAXIMUM = 8 * 1024 * 1024;

  private final Endpoint[] endpoints;

  /// Ascending as unsigned numbers; stored with the sign bit turned, so that they ascend as signed.
  private final long[] points;

  /// Which endpoint a point belongs to.
  private final PackedInts owners;

  private RingHash(Endpoint[] endpoints, long[] points, PackedInts owners) {
    this.endpoints = endpoints;
    this.points = points;
    this.owners = owners;
  }

  /// `function` is what points are hashed with (Envoy: `RingHashLbConfig.HashFunction`).
  static RingHash of(
      List<TableEntry> entries, int minimum, int maximum, ToLongFunction<String> function) {
    int[] counts = counts(entries, minimum, maximum);
    int size = Arrays.stream(counts).sum();
    long[] unsorted = new long[size];
    int at = 0;
    for (int i = 0; i < counts.length; i++) {
      String prefix = entries.get(i).endpoint().hashKey() + "_";
      for (int number = 0; number < counts[i]; number++) {
        unsorted[at++] = function.applyAsLong(prefix + number) ^ Long.MIN_VALUE;
      }
    }
    long[] points = unsorted.clone();
    Arrays.sort(points);
    Endpoint[] endpoints = entries.stream().map(TableEntry::endpoint).toArray(Endpoint[]::new);
    return new RingHash(endpoints, points, owners(points, unsorted, counts));
  }

  private static int[] counts(List<TableEntry> entries, int minimum, int maximum) {
    double least = entries.stream().mapToDouble(TableEntry::weight).min().orElse(1);
    double scale = Math.min(Math.ceil(least * minimum) / least, maximum);
    int[] counts = new int[entries.size()];
    double current = 0;
    double target = 0;
    for (int i = 0; i < counts.length; i++) {
      target += scale * entries.get(i).weight();
      for (; current < target; current++) {
        counts[i]++;
      }
    }
    return counts;
  }

  /// Endpoints with the same key have the same points; each gets its own of them.
  private static PackedInts owners(long[] points, long[] unsorted, int[] counts) {
    PackedInts owners = new PackedInts(points.length, counts.length);
    boolean[] taken = new boolean[points.length];
    int from = 0;
    for (int owner = 0; owner < counts.length; owner++) {
      for (int i = from; i < from + counts[owner]; i++) {
        int at = atOrAbove(points, unsorted[i]);
        while (taken[at]) {
          at++;
        }
        taken[at] = true;
        owners.set(at, owner);
      }
      from += counts[owner];
    }
    return owners;
  }

  private static int atOrAbove(long[] points, long point) {
    int low = 0;
    int high = points.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (points[middle] < point) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Override
  public @Nullable Endpoint endpoint(long hash, int again) {
    if (points.length == 0) {
      return null;
    }
    int at = atOrAbove(points, hash ^ Long.MIN_VALUE) + again;
    return endpoints[owners.get(at % points.length)];
  }

  @Override
  public int size() {
    return points.length;
  }

  /// The point's hash, in the order of the ring.
  long point(int at) {
    return points[at] ^ Long.MIN_VALUE;
  }

  Endpoint owner(int at) {
    return endpoints[owners.get(at)];
  }
}
