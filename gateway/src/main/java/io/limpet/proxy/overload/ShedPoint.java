package io.limpet.proxy.overload;

import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/// A point at which load may be shed (Envoy: overload_manager_impl.cc, LoadShedPointImpl). It is
/// asked when there is something to shed.
public final class ShedPoint {
  /// One that nobody configured.
  public static final ShedPoint NEVER = new ShedPoint(new LongAdder());

  private final Share share = new Share();
  private final LongAdder count;

  ShedPoint(LongAdder count) {
    this.count = count;
  }

  /// How much is shed from now on, from 0 to 1.
  void set(double part) {
    share.set(part);
  }

  /// Whether this is shed.
  public boolean sheds(RandomGenerator random) {
    boolean chosen = share.chosen(random);
    if (chosen) {
      count.increment();
    }
    return chosen;
  }
}
