package io.limpet.proxy.http;

import io.limpet.proxy.plan.filter.TokenBucket;
import org.jspecify.annotations.Nullable;

/// The bucket that a client's connection has of its own.
final class OwnBucket {
  private @Nullable TokenBucket own; // event loop only

  /// The first that is asked for stays.
  TokenBucket like(TokenBucket other) {
    TokenBucket known = own;
    if (known == null) {
      known = other.fresh();
      own = known;
    }
    return known;
  }
}
