package io.limpet.proxy.plan;

import org.jspecify.annotations.Nullable;

/// Endpoints laid out so that a hash names one.
public interface HashTable {
  /// The endpoint for a hash, or null if the table is empty. `again` counts the endpoints already
  /// refused for this request, and leads to another place in the table.
  @Nullable Endpoint endpoint(long hash, int again);
}
