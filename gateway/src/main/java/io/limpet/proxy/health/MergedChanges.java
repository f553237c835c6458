package io.limpet.proxy.health;

import java.util.concurrent.TimeUnit;

/// Lets choices follow a cluster's health: at once where it has been quiet for a while, and else
/// for all changes of that while together, so that a shaky cluster does not make tables without end
/// (Envoy: cluster_manager_impl.cc, `scheduleUpdate`). Health thread only.
final class MergedChanges {
  private final HealthThread thread;
  private final long windowMillis;
  private final Runnable follow;
  private boolean waiting;
  private boolean any;
  private long lastNanos;

  MergedChanges(HealthThread thread, long windowMillis, Runnable follow) {
    this.thread = thread;
    this.windowMillis = windowMillis;
    this.follow = follow;
  }

  void happened() {
    long sinceNanos = thread.nanoTime().getAsLong() - lastNanos;
    if (!any || TimeUnit.NANOSECONDS.toMillis(sinceNanos) > windowMillis || windowMillis == 0) {
      now();
    } else if (!waiting) {
      waiting = true;
      var _ = thread.after(windowMillis, this::late);
    }
  }

  private void late() {
    if (waiting) {
      now();
    }
  }

  private void now() {
    waiting = false;
    any = true;
    lastNanos = thread.nanoTime().getAsLong();
    follow.run();
  }
}
