package io.limpet.proxy.http;

import io.limpet.proxy.loop.Worker;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Whether the clients of one listener are told to come anew (Envoy: drain_manager_impl.cc,
/// drainClose): all of them while health checks are to fail, and more and more of them while the
/// listener is drained.
public final class Leave {
  /// `from` and `nanos` are in the event loops' time.
  private record Drain(long from, long nanos) {
    boolean tells(Worker worker) {
      long passed = worker.nanoTime() - from;
      return passed >= nanos || passed > worker.random().nextLong(nanos);
    }
  }

  private final AtomicBoolean unhealthy;
  private volatile @Nullable Drain drain; // whoever asked for it

  /// `unhealthy` is all listeners' own: whether health checks are to fail.
  public Leave(AtomicBoolean unhealthy) {
    this.unhealthy = unhealthy;
  }

  boolean unhealthy() {
    return unhealthy.get();
  }

  /// From now on, for so long; then every client is told.
  public void drain(long nowNanos, long nanos) {
    drain = new Drain(nowNanos, nanos);
  }

  /// Whether this answer tells its client.
  boolean tells(Worker worker) {
    Drain now = drain;
    return unhealthy.get() || (now != null && now.tells(worker));
  }
}
