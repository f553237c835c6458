package io.limpet.proxy.http;

import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.plan.format.FormatString.TimePoint;
import java.util.Arrays;

/// When an exchange began, and when what happened to it. The latter is kept only where a log asks
/// for it: reading the time that often would cost every request.
@SuppressWarnings("EnumOrdinal") // an array of longs, by point; nothing of it is kept or sent
final class ExchangeTimes {
  private static final int POINTS = TimePoint.values().length;
  private static final long[] NONE = {};

  private final Worker worker;

  // Event loop only, all of these.
  private long startNanos;
  private long startMillis;
  private boolean kept;
  private long[] nanos = NONE; // 0 where it did not happen

  ExchangeTimes(Worker worker) {
    this.worker = worker;
  }

  /// Begins anew, now. `keep`: a log will ask for the points.
  void begin(boolean keep) {
    startNanos = worker.nanoTime();
    startMillis = worker.clock().epochMillis();
    kept = keep;
    if (keep) {
      nanos = nanos.length == 0 ? new long[POINTS] : nanos;
      Arrays.fill(nanos, 0);
      at(TimePoint.DS_RX_BEG, startNanos);
    }
  }

  long startMillis() {
    return startMillis;
  }

  long durationMillis() {
    return (worker.nanoTime() - startNanos) / 1_000_000;
  }

  /// Notes that something happened now. The last time counts; a retry writes over what the attempt
  /// before it wrote.
  void mark(TimePoint point) {
    if (kept) {
      at(point, worker.clock().exactNanoTime());
    }
  }

  private void at(TimePoint point, long now) {
    nanos[point.ordinal()] = now == 0 ? 1 : now;
  }

  /// How long it took, below 0 where one of the two did not happen, or not in this order.
  long between(TimePoint from, TimePoint to, long unitNanos) {
    if (!kept || nanos[from.ordinal()] == 0 || nanos[to.ordinal()] == 0) {
      return -1;
    }
    long taken = nanos[to.ordinal()] - nanos[from.ordinal()];
    return taken < 0 ? -1 : taken / unitNanos;
  }
}
