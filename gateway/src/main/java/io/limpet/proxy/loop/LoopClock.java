package io.limpet.proxy.loop;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/// What time it is, for one event loop.
///
/// What one read of a socket sets off asks for the time a dozen times, within microseconds. From
/// [#hold] until [#goOn] the answer stays that of the first who asked, as libevent's does for a
/// whole turn of its loop: a deadline counts from when the bytes came. In between, time goes on.
public final class LoopClock {
  private final LongSupplier nanoTime;
  private final InstantSource wall;

  // Event loop only, all of these.
  private boolean held;
  private boolean nanosRead;
  private boolean millisRead;
  private long nanos;
  private long millis;

  public LoopClock(LongSupplier nanoTime, InstantSource wall) {
    this.nanoTime = nanoTime;
    this.wall = wall;
  }

  /// An event begins. Those of one loop do not nest; if they did, time would go on with the inner.
  public void hold() {
    held = true;
    nanosRead = false;
    millisRead = false;
  }

  /// The event is over.
  public void goOn() {
    held = false;
  }

  /// As of [System#nanoTime].
  public long nanoTime() {
    if (!held) {
      return exactNanoTime();
    }
    if (!nanosRead) {
      nanos = exactNanoTime();
      nanosRead = true;
    }
    return nanos;
  }

  /// The same for those who compare what happened within one event.
  public long exactNanoTime() {
    return nanoTime.getAsLong();
  }

  /// Since 1970.
  public long epochMillis() {
    if (!held) {
      return wall.millis();
    }
    if (!millisRead) {
      millis = wall.millis();
      millisRead = true;
    }
    return millis;
  }
}
