package io.limpet.proxy.overload;

import java.util.random.RandomGenerator;

/// How much of something is wanted, from 0 to 1. As in Envoy, what is wanted in part is done by
/// chance. One thread writes, every event loop reads.
final class Share {
  private volatile double part;

  void set(double now) {
    part = now;
  }

  boolean whole() {
    return part >= 1;
  }

  boolean chosen(RandomGenerator random) {
    double now = part;
    return now > 0 && (now >= 1 || random.nextDouble() < now);
  }
}
