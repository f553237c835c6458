package io.limpet.proxy.filter;

import io.limpet.proxy.loop.Deadline;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.upstream.Failure;
import org.jspecify.annotations.Nullable;

/// How long a request may take: all of it, one attempt, and the wait between two. Deadlines are
/// made only where a route has such a time, once: Istio's usual routes have none.
final class ForwardingTimes {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Worker worker;
  private final Due due;

  // Event loop only, all of these.
  private @Nullable Deadline total;
  private @Nullable Deadline oneTry;
  private @Nullable Deadline tryIdle;
  private @Nullable Deadline stream;
  private @Nullable Deadline backOff;
  private long totalMillis;
  private long tryMillis;
  private long tryIdleMillis;
  private long streamMillis;
  private long completeNanos;
  private boolean complete;

  /// What is done when a time is over.
  interface Due {
    void late();

    void tryLate(Failure why);

    void retry();

    /// After a mistake of ours in one of the others.
    void broken();
  }

  ForwardingTimes(Worker worker, Due due) {
    this.worker = worker;
    this.due = due;
  }

  /// Begins with another request. In milliseconds, 0 for no limit. An attempt's own time counts
  /// only if it is shorter than the whole (Envoy: router.cc, finalTimeout).
  void next(long whole, long oneTryMillis, long oneTryIdleMillis) {
    totalMillis = whole;
    tryMillis = whole > 0 && oneTryMillis >= whole ? 0 : oneTryMillis;
    tryIdleMillis = oneTryIdleMillis;
    streamMillis = 0;
    complete = false;
  }

  /// Bounds each attempt with its answer; 0 for no limit.
  void limitStream(long millis) {
    streamMillis = millis;
  }

  /// How long all of it may take.
  long totalMillis() {
    return totalMillis;
  }

  /// The request is complete: only from now on may its answer be late.
  void begin() {
    completeNanos = worker.nanoTime();
    complete = true;
    if (totalMillis > 0) {
      total = armed(total, totalMillis, due::late);
    }
  }

  /// What the endpoint is told: how long it may take, or 0 if nobody minds. Out of time is 1, for 0
  /// would be for ever (Envoy: router.cc, setTimeoutHeaders).
  long expectedMillis() {
    long whole = totalMillis;
    long expected = tryMillis > 0 ? tryMillis : whole;
    if (whole == 0 || !complete) {
      return expected;
    }
    return Math.max(Math.min(expected, whole - serviceMillis()), 1);
  }

  /// An attempt has its place on a connection (Envoy: upstream_request.cc, onPoolReady).
  void connected() {
    if (streamMillis > 0) {
      stream = armed(stream, streamMillis, this::streamTooLong);
    }
  }

  /// An attempt's request is with its endpoint.
  void sent() {
    if (tryMillis > 0) {
      oneTry = armed(oneTry, tryMillis, this::tryLate);
    }
    if (tryIdleMillis > 0) {
      tryIdle = armed(tryIdle, tryIdleMillis, this::tryIdle);
    }
  }

  private Deadline armed(@Nullable Deadline known, long millis, Runnable action) {
    Deadline deadline = known == null ? new Deadline(action, due::broken) : known;
    worker.deadlines().arm(deadline, millis);
    return deadline;
  }

  private void tryLate() {
    due.tryLate(Failure.TRY_TIMED_OUT);
  }

  private void tryIdle() {
    due.tryLate(Failure.TRY_IDLE);
  }

  private void streamTooLong() {
    due.tryLate(Failure.STREAM_TOO_LONG);
  }

  /// The time since the request was complete, with every attempt and every wait in it (Envoy:
  /// `x-envoy-upstream-service-time`).
  long serviceMillis() {
    return (worker.nanoTime() - completeNanos) / NANOS_PER_MILLI;
  }

  /// The answer has begun in time.
  void headCame() {
    disarm(oneTry);
    bodyCame();
  }

  void bodyCame() {
    Deadline idle = tryIdle;
    if (idle != null && idle.armed()) {
      worker.deadlines().arm(idle, tryIdleMillis);
    }
  }

  void tryOver() {
    disarm(oneTry);
    disarm(tryIdle);
    disarm(stream);
  }

  void backOff(long millis) {
    backOff = armed(backOff, Math.max(millis, 1), due::retry);
  }

  /// There is no end to wait for any more: the answer is a tunnel.
  void unlimited() {
    disarm(total);
  }

  void over() {
    disarm(total);
    tryOver();
    disarm(backOff);
  }

  private void disarm(@Nullable Deadline deadline) {
    if (deadline != null) {
      worker.deadlines().disarm(deadline);
    }
  }
}
