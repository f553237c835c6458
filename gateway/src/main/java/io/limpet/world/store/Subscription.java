package io.limpet.world.store;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// One reader's queue of events. A reader that falls too far behind is cut off, so that it can
/// never hold the world up; it lists again and comes back, as every client of Kubernetes does.
public final class Subscription implements AutoCloseable {
  private static final int QUEUED_EVENTS = 16_384;

  private final BlockingQueue<StoreEvent> queue = new ArrayBlockingQueue<>(QUEUED_EVENTS);
  private final Predicate<ObjectKey> wanted;
  private volatile boolean open = true;

  Subscription(Predicate<ObjectKey> wanted) {
    this.wanted = wanted;
  }

  void offer(StoreEvent event) {
    if (wanted.test(event.object().key()) && !queue.offer(event)) {
      open = false;
    }
  }

  /// The next event, or nothing if none came in time.
  public Optional<StoreEvent> next(long waitMillis) throws InterruptedException {
    return Optional.ofNullable(queue.poll(waitMillis, TimeUnit.MILLISECONDS));
  }

  /// False once it was closed or cut off.
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    open = false;
  }
}
