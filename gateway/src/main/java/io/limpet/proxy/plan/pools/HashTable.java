package io.limpet.proxy.plan.pools;

import org.jspecify.annotations.Nullable;

/// Endpoints laid out so that a hash names one.
public interface HashTable {
  /// The endpoint for a hash, or null if the table is empty. `again` counts the endpoints already
  /// refused for this choice, and leads to another place in the table.
  @Nullable Endpoint endpoint(long hash, int again);

  /// How many places the table has.
  int size();

  /// The memory that its places take.
  long bytes();
}
