package io.limpet.proxy.upstream;

import io.limpet.proxy.plan.pools.CircuitBreaker;

/// A connection as its pool sees it.
interface PooledConnection {
  void open();

  /// Gives the attempt a place, of which there is one. `breaker` counts its request.
  void begin(Receiver next, CircuitBreaker breaker);

  /// Its endpoint is gone: it closes as soon as nobody uses it.
  void retire();

  void close();
}
