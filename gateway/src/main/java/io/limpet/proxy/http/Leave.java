package io.limpet.proxy.http;

import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.overload.Overload;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
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
  private final Overload overload;
  private final AtomicReference<@Nullable Drain> drain; // whoever asked for it

  /// `unhealthy` is all listeners' own: whether health checks are to fail.
  public Leave(AtomicBoolean unhealthy, Overload overload) {
    this(unhealthy, overload, new AtomicReference<>());
  }

  private Leave(
      AtomicBoolean unhealthy, Overload overload, AtomicReference<@Nullable Drain> drain) {
    this.unhealthy = unhealthy;
    this.overload = overload;
    this.drain = drain;
  }

  /// The same for clients who ask another overload manager.
  public Leave with(Overload other) {
    return new Leave(unhealthy, other, drain);
  }

  boolean unhealthy() {
    return unhealthy.get();
  }

  /// From now on, for so long; then every client is told.
  public void drain(long nowNanos, long nanos) {
    drain.set(new Drain(nowNanos, nanos));
  }

  /// Whether this answer tells its client.
  boolean tells(Worker worker, HttpCounters counters) {
    if (overload.disablesKeepAlive(worker.random())) {
      counters.overloadKeepAlive.increment();
      return true;
    }
    Drain now = drain.get();
    return unhealthy.get() || (now != null && now.tells(worker));
  }

  /// Whether this request is not served.
  boolean stopsRequest(Worker worker) {
    return overload.stopsRequest(worker.random());
  }

  public Overload overload() {
    return overload;
  }
}
