package io.limpet.bench.load;

/// When the next request is due: at once, or by a clock that does not wait for slow answers, whose
/// delay then counts for all that had to wait behind them.
final class Pace {
  static final long NONE = Long.MIN_VALUE;
  private static final long FOREVER = Long.MAX_VALUE / 2;

  private final long start;
  private final long end;
  private final double intervalNanos;
  private final long most;
  private long sent;

  /// `rate`: requests a second; 0 for no clock.
  Pace(long start, long durationNanos, int rate) {
    this(start, durationNanos, rate, Long.MAX_VALUE);
  }

  private Pace(long start, long durationNanos, int rate, long most) {
    this.start = start;
    this.end = start + durationNanos;
    this.intervalNanos = rate == 0 ? 0 : 1e9 / rate;
    this.most = most;
  }

  /// One request, at once.
  static Pace once(long now) {
    return new Pace(now, FOREVER, 0, 1);
  }

  /// The time from which the next request's answer is counted, or `NONE` if none is due.
  long next(long now) {
    if (sent == most || isOver(now)) {
      return NONE;
    }
    if (intervalNanos == 0) {
      sent++;
      return now;
    }
    long due = start + (long) (sent * intervalNanos);
    if (due - now > 0) {
      return NONE;
    }
    sent++;
    return due;
  }

  boolean isOver(long now) {
    return now - end >= 0;
  }

  boolean isClocked() {
    return intervalNanos != 0;
  }
}
