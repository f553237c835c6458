package io.limpet.proxy.plan.pools;

import io.limpet.session.XxHash64;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A Maglev table, the same place for place as Envoy's (maglev_lb.cc).
///
/// Endpoints take turns in filling the table, each along its own permutation of the places, which
/// two hashes of its key give: an offset and a step. A heavier endpoint has more turns. When
/// endpoints come or go, few places change hands besides theirs, since the permutations stay.
///
/// A place takes as many bits as the number of endpoints needs, rounded up to 1, 2, 4, 8, 16 or 32:
/// the usual table of 65,537 places 32 KiB with up to 16 endpoints, 64 KiB with up to 256, 128 KiB
/// with more; see [#bytes()].
public final class Maglev implements HashTable {
  public static final int DEFAULT_SIZE = 65_537;
  public static final int MAXIMUM = 5_000_011;

  private final Endpoint[] endpoints;
  private final PackedInts owners;
  private final int size;

  private Maglev(Endpoint[] endpoints, PackedInts owners, int size) {
    this.endpoints = endpoints;
    this.owners = owners;
    this.size = size;
  }

  /// `size` is a prime number: else a step could miss places.
  public static Maglev of(List<TableEntry> entries, int size) {
    List<Seat> seats =
        entries.stream()
            .sorted(Comparator.comparing(entry -> entry.endpoint().hashKey()))
            .map(entry -> new Seat(entry, size))
            .toList();
    Endpoint[] endpoints = seats.stream().map(seat -> seat.endpoint).toArray(Endpoint[]::new);
    PackedInts owners = new PackedInts(size, Math.max(1, endpoints.length));
    if (endpoints.length > 0) {
      fill(owners, seats, size);
    }
    return new Maglev(endpoints, owners, size);
  }

  private static void fill(PackedInts owners, List<Seat> seats, int size) {
    double heaviest = seats.stream().mapToDouble(seat -> seat.weight).max().orElseThrow();
    BitSet taken = new BitSet(size);
    int filled = 0;
    for (int round = 1; filled < size; round++) {
      for (int owner = 0; owner < seats.size() && filled < size; owner++) {
        Seat seat = seats.get(owner);
        if (round * seat.weight < seat.due) {
          continue;
        }
        seat.due += heaviest;
        int place = seat.nextFree(taken);
        taken.set(place);
        owners.set(place, owner);
        filled++;
      }
    }
  }

  /// An endpoint's walk through the table while that is filled.
  private static final class Seat {
    private final Endpoint endpoint;
    private final double weight;
    private final int step;
    private final int size;
    private int place;
    private double due;

    Seat(TableEntry entry, int size) {
      String key = entry.endpoint().hashKey();
      this.endpoint = entry.endpoint();
      this.weight = entry.weight();
      this.size = size;
      this.place = (int) Long.remainderUnsigned(XxHash64.hash(key, 0), size);
      this.step = (int) Long.remainderUnsigned(XxHash64.hash(key, 1), size - 1) + 1;
    }

    int nextFree(BitSet taken) {
      int free = place;
      while (taken.get(free)) {
        free = after(free);
      }
      place = after(free);
      return free;
    }

    private int after(int last) {
      int next = last + step;
      return next < size ? next : next - size;
    }
  }

  @Override
  public @Nullable Endpoint endpoint(long hash, int again) {
    if (endpoints.length == 0) {
      return null;
    }
    long moved = again == 0 ? hash : hash ^ -(long) again;
    return owner((int) Long.remainderUnsigned(moved, size));
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public long bytes() {
    return owners.bytes();
  }

  Endpoint owner(int place) {
    return endpoints[owners.get(place)];
  }
}
