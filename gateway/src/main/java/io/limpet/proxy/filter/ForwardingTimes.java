package io.limpet.proxy.filter;

import io.limpet.proxy.loop.Deadline;
import io.limpet.proxy.loop.Worker;
import org.jspecify.annotations.Nullable;

/// How long a request may take: all of it, one attempt, and the wait between two. Deadlines are
/// made only where the route has such a time; Istio's usual routes have none.
final class ForwardingTimes {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Worker worker;
  private final Due due;
  private final long timeoutMillis;
  private final long perTryMillis;

  // Event loop only, all of these.
  private @Nullable Deadline total;
  private @Nullable Deadline oneTry;
  private @Nullable Deadline backOff;
  private long endNanos;
  private long sentNanos;

  /// What is done when a time is over.
  interface Due {
    void late();

    void tryLate();

    void attempt();

    /// After a mistake of ours in one of the others.
    void broken();
  }

  ForwardingTimes(Worker worker, long timeoutMillis, long perTryMillis, Due due) {
    this.worker = worker;
    this.timeoutMillis = timeoutMillis;
    this.perTryMillis = perTryMillis;
    this.due = due;
  }

  boolean limited() {
    return timeoutMillis > 0;
  }

  /// The request is complete: only from now on may its answer be late.
  void begin() {
    if (limited()) {
      endNanos = worker.nanoTime() + timeoutMillis * NANOS_PER_MILLI;
      total = new Deadline(due::late, due::broken);
      worker.deadlines().arm(total, timeoutMillis);
    }
  }

  /// What is left for all attempts together.
  long budgetMillis() {
    return endNanos == 0
        ? timeoutMillis
        : Math.max((endNanos - worker.nanoTime()) / NANOS_PER_MILLI, 0);
  }

  /// An attempt's request is with its endpoint. Its own time counts only if it is shorter than the
  /// whole (Envoy: router.cc, finalTimeout).
  void sent() {
    sentNanos = worker.nanoTime();
    if (perTryMillis > 0 && (!limited() || perTryMillis < timeoutMillis)) {
      oneTry = oneTry == null ? new Deadline(due::tryLate, due::broken) : oneTry;
      worker.deadlines().arm(oneTry, perTryMillis);
    }
  }

  long sinceSentMillis() {
    return (worker.nanoTime() - sentNanos) / NANOS_PER_MILLI;
  }

  void tryOver() {
    disarm(oneTry);
  }

  void backOff(long millis) {
    backOff = backOff == null ? new Deadline(due::attempt, due::broken) : backOff;
    worker.deadlines().arm(backOff, Math.max(millis, 1));
  }

  /// There is no end to wait for any more: the answer is a tunnel.
  void unlimited() {
    disarm(total);
  }

  void over() {
    disarm(total);
    disarm(oneTry);
    disarm(backOff);
  }

  private void disarm(@Nullable Deadline deadline) {
    if (deadline != null) {
      worker.deadlines().disarm(deadline);
    }
  }
}
