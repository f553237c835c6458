package io.limpet.proxy.plan.pools;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A hash table whose endpoints have a bound: none gets much more than its part of the requests
/// that the cluster has now (Envoy: thread_aware_lb_impl.cc, `BoundedLoadHashingLoadBalancer`).
///
/// Where the table's endpoint is full, the others are tried in an order that the hash gives, and
/// that is Envoy's number for number. As there, full means more than its slots: one that holds
/// exactly as many still takes the next request.
final class BoundedLoad implements HashTable {
  private static final int PERCENT = 100;

  private final HashTable table;
  private final Endpoint[] endpoints;
  private final double[] parts;
  private final IdentityHashMap<Endpoint, Integer> places = new IdentityHashMap<>();
  private final int factor;
  private final LongSupplier active;

  BoundedLoad(HashTable table, List<TableEntry> entries, int factor, LongSupplier active) {
    this.table = table;
    this.endpoints = entries.stream().map(TableEntry::endpoint).toArray(Endpoint[]::new);
    this.parts = entries.stream().mapToDouble(TableEntry::weight).toArray();
    for (int i = 0; i < endpoints.length; i++) {
      places.put(endpoints[i], i);
    }
    this.factor = factor;
    this.active = active;
  }

  @Override
  public @Nullable Endpoint endpoint(long hash, int again) {
    @Nullable Endpoint first = table.endpoint(hash, again);
    @Nullable Integer place = first == null ? null : places.get(first);
    if (place == null) {
      return null;
    }
    long slots = ((active.getAsLong() + 1) * factor + PERCENT - 1) / PERCENT;
    return load(place, slots) <= 1 ? first : other(place, slots, hash);
  }

  private Endpoint other(int first, long slots, long hash) {
    MersenneTwister random = new MersenneTwister((int) hash);
    int[] order = new int[endpoints.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    int best = first;
    double least = load(first, slots);
    for (int i = 0; i < order.length; i++) {
      int from = i + random.below(order.length - i);
      int at = order[from];
      order[from] = order[i];
      order[i] = at;
      double load = load(at, slots);
      if (at != first && load <= 1) {
        return endpoints[at];
      }
      if (load < least) {
        best = at;
        least = load;
      }
    }
    return endpoints[best];
  }

  private double load(int place, long slots) {
    return endpoints[place].state().active() / Math.max(1, Math.ceil(slots * parts[place]));
  }

  @Override
  public int size() {
    return table.size();
  }

  @Override
  public long bytes() {
    return table.bytes();
  }

  HashTable table() {
    return table;
  }
}
