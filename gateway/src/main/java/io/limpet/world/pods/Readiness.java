package io.limpet.world.pods;

import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Probes one run of a program until it ends, on a virtual thread, and says each change.
final class Readiness implements AutoCloseable {
  private final Probe probe;
  private final InetSocketAddress address;
  private final Consumer<Boolean> changed;
  private final CountDownLatch closed = new CountDownLatch(1);

  Readiness(Probe probe, InetSocketAddress address, Consumer<Boolean> changed) {
    this.probe = probe;
    this.address = address;
    this.changed = changed;
  }

  void start() {
    Thread.ofVirtual().name("probe of " + address).start(this::run);
  }

  private void run() {
    try {
      boolean over = closed.await(probe.initialDelay().toNanos(), TimeUnit.NANOSECONDS);
      boolean ready = false;
      int inRow = 0;
      while (!over && !(ready && probe.failures() == Integer.MAX_VALUE)) {
        boolean success = probe.succeeds(address);
        inRow = success == ready ? 0 : inRow + 1;
        if (inRow >= (ready ? probe.failures() : probe.successes())) {
          ready = success;
          inRow = 0;
          say(ready);
        }
        over = closed.await(probe.period().toNanos(), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void say(boolean ready) {
    if (closed.getCount() > 0) {
      changed.accept(ready);
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
