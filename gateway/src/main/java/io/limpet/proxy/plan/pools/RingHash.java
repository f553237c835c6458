package io.limpet.proxy.plan.pools;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A ketama-like ring, the same point for point as Envoy's (ring_hash_lb.cc).
///
/// Each endpoint has as many points as its weight of the ring's size, at the hashes of `key_0`,
/// `key_1` and so on; a request belongs to the first point at or above its hash. How many points an
/// endpoint gets comes from a running sum of doubles: rounding for each endpoint alone would give
/// another ring.
///
/// Hashes are spread evenly, so points lie in as many drawers as there are points, by their first
/// bits: that sorts them in one pass, and finds one in a step or two. A point takes 12 bytes, and
/// up to 4 more for its endpoint; see [#bytes()].
public final class RingHash implements HashTable {
  public static final int DEFAULT_MINIMUM = 1024;
  public static final int MAXIMUM = 8 * 1024 * 1024;

  /// What points are hashed with (Envoy: `RingHash.HashFunction`).
  public interface PointHash {
    long of(byte[] bytes, int length);
  }

  private final Endpoint[] endpoints;

  /// Ascending as unsigned numbers.
  private final long[] points;

  /// Which endpoint a point belongs to.
  private final PackedInts owners;

  /// Where the points of each drawer begin, and one more for the end.
  private final int[] drawers;

  private final int shift;

  private RingHash(List<TableEntry> entries, int size) {
    int bits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, size - 1)));
    this.endpoints = entries.stream().map(TableEntry::endpoint).toArray(Endpoint[]::new);
    this.points = new long[size];
    this.owners = new PackedInts(size, Math.max(1, endpoints.length));
    this.drawers = new int[(1 << bits) + 1];
    this.shift = Long.SIZE - bits;
  }

  public static RingHash of(
      List<TableEntry> entries, int minimum, int maximum, PointHash function) {
    int[] counts = counts(entries, minimum, maximum);
    int size = Arrays.stream(counts).sum();
    long[] hashes = new long[size];
    int at = 0;
    for (int i = 0; i < counts.length; i++) {
      HashKey key = new HashKey(entries.get(i).endpoint().hashKey());
      for (int number = 0; number < counts[i]; number++) {
        hashes[at++] = function.of(key.bytes(), key.length());
        key.next();
      }
    }
    RingHash ring = new RingHash(entries, size);
    ring.lay(hashes, counts);
    return ring;
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

  private void lay(long[] hashes, int[] counts) {
    for (long hash : hashes) {
      drawers[drawer(hash) + 1]++;
    }
    for (int i = 1; i < drawers.length; i++) {
      drawers[i] += drawers[i - 1];
    }
    int[] laid = new int[drawers.length];
    int[] ownerOf = new int[hashes.length];
    int at = 0;
    for (int owner = 0; owner < counts.length; owner++) {
      for (int i = 0; i < counts[owner]; i++) {
        insert(hashes[at++], owner, laid, ownerOf);
      }
    }
    for (int i = 0; i < ownerOf.length; i++) {
      owners.set(i, ownerOf[i]);
    }
  }

  private int drawer(long hash) {
    return (int) (hash >>> shift);
  }

  /// Into its drawer, behind those that are equal.
  private void insert(long hash, int owner, int[] laid, int[] ownerOf) {
    int drawer = drawer(hash);
    int from = drawers[drawer];
    int at = from + laid[drawer]++;
    while (at > from && Long.compareUnsigned(points[at - 1], hash) > 0) {
      points[at] = points[at - 1];
      ownerOf[at] = ownerOf[at - 1];
      at--;
    }
    points[at] = hash;
    ownerOf[at] = owner;
  }

  @Override
  public @Nullable Endpoint endpoint(long hash, int again) {
    int size = points.length;
    if (size == 0) {
      return null;
    }
    int drawer = drawer(hash);
    int at = drawers[drawer];
    int end = drawers[drawer + 1];
    while (at < end && Long.compareUnsigned(points[at], hash) < 0) {
      at++;
    }
    at += again;
    return endpoints[owners.get(at < size ? at : at % size)];
  }

  @Override
  public int size() {
    return points.length;
  }

  @Override
  public long bytes() {
    return (long) Long.BYTES * points.length
        + (long) Integer.BYTES * drawers.length
        + owners.bytes();
  }

  /// The point's hash, in the order of the ring.
  long point(int at) {
    return points[at];
  }

  Endpoint owner(int at) {
    return endpoints[owners.get(at)];
  }
}
