package io.limpet.proxy.health;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.tls.ClientContexts;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The one thread that decides about health, and what it is given: time, chance, TLS, and where to
/// count.
final class HealthThread implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(HealthThread.class.getName());

  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("limpet-health").daemon().factory());
  private final Metrics metrics;
  private final RandomGenerator random;
  private final LongSupplier nanoTime;
  private final ClientContexts contexts;
  private final LongAdder mistakes;

  HealthThread(
      Metrics metrics, RandomGenerator random, LongSupplier nanoTime, ClientContexts contexts) {
    this.contexts = contexts;
    this.metrics = metrics;
    this.random = random;
    this.nanoTime = nanoTime;
    this.mistakes = metrics.limpet().counter("internal_errors");
  }

  Metrics metrics() {
    return metrics;
  }

  RandomGenerator random() {
    return random;
  }

  ClientContexts contexts() {
    return contexts;
  }

  LongSupplier nanoTime() {
    return nanoTime;
  }

  /// Soon; not at all once it is closed.
  void execute(Runnable task) {
    var _ = after(0, task);
  }

  /// The task that waits; null once it is closed.
  @Nullable Future<?> after(long millis, Runnable task) {
    try {
      return executor.schedule(() -> run(task), millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      LOG.log(Level.DEBUG, "health work after the end", closed);
      return null;
    }
  }

  /// A mistake of ours ends one task and not the thread.
  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException ours) {
      mistakes.increment();
      LOG.log(Level.ERROR, "a mistake of Limpet's own in health checks", ours);
    }
  }

  @Override
  public void close() {
    executor.shutdown();
  }
}
