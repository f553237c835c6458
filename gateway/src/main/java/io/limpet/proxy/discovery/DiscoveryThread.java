package io.limpet.proxy.discovery;

import io.limpet.metrics.Metrics;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/// The one thread that takes what look-ups find, and knows when they are due.
final class DiscoveryThread implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(DiscoveryThread.class.getName());

  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("limpet-dns").daemon().factory());
  private final RandomGenerator random;
  private final LongAdder mistakes;

  DiscoveryThread(Metrics metrics, RandomGenerator random) {
    this.random = random;
    this.mistakes = metrics.limpet().counter("internal_errors");
  }

  RandomGenerator random() {
    return random;
  }

  void execute(Runnable task) {
    after(0, task);
  }

  /// Not at all once it is closed.
  void after(long millis, Runnable task) {
    try {
      var _ = executor.schedule(() -> run(task), millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      LOG.log(Level.DEBUG, "discovery after the end", closed);
    }
  }

  /// A mistake of ours ends one task and not the thread.
  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException ours) {
      mistakes.increment();
      LOG.log(Level.ERROR, "a mistake of Limpet's own in looking up names", ours);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
