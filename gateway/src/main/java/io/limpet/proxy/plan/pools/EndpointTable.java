package io.limpet.proxy.plan.pools;

import org.jspecify.annotations.Nullable;

/// Endpoints by their addresses: the first of each.
///
/// There may be thousands, and a plan that follows each change of one of them has a table of its
/// own. So it is one array with linear probing, and not an object for each. It is filled by one
/// thread, and only read from then on.
public final class EndpointTable {
  private static final int GOLDEN = 0x9E3779B9; // 2^32 over the golden ratio

  private final @Nullable Endpoint[] slots;
  private final int shift;

  /// One for that many endpoints at most. A third of the slots at least stays empty.
  public EndpointTable(int most) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(most + most / 2 + 1);
    slots = new Endpoint[1 << bits];
    shift = Integer.SIZE - bits;
  }

  /// Adds the endpoint, if none of its address is there yet.
  public boolean add(Endpoint endpoint) {
    int at = slot(endpoint.address());
    if (slots[at] != null) {
      return false;
    }
    slots[at] = endpoint;
    return true;
  }

  public @Nullable Endpoint get(String address) {
    return slots[slot(address)];
  }

  /// Where the address is, or would be.
  private int slot(String address) {
    int at = (address.hashCode() * GOLDEN) >>> shift;
    for (Endpoint there = slots[at]; there != null; there = slots[at]) {
      if (there.address().equals(address)) {
        return at;
      }
      at = (at + 1) & (slots.length - 1);
    }
    return at;
  }
}
