package io.limpet.proxy.health;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// A clock that a test moves by hand.
final class HandClock implements LongSupplier {
  private long nanos;

  void pass(long millis) {
    nanos += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  @Override
  public long getAsLong() {
    return nanos;
  }
}
