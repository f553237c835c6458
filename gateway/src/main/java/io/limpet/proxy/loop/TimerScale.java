package io.limpet.proxy.loop;

import java.util.concurrent.TimeUnit;

/// By how much waits of one kind are shortened at this moment (Envoy:
/// source/common/event/scaled_range_timer_manager_impl.cc): to their minimum, not at all, or
/// something between. One thread writes, every event loop reads.
public final class TimerScale {
  /// Of waits that are as long as they were told to be.
  public static final TimerScale NONE = new TimerScale(-1, 1);

  private final long minimumNanos;
  private final double minimumPart;
  private volatile double reduction;

  /// The minimum is a time, or, where that is below 0, a part of the whole, from 0 to 1.
  public TimerScale(long minimumNanos, double minimumPart) {
    this.minimumNanos = minimumNanos;
    this.minimumPart = minimumPart;
  }

  /// From now on, from 0 for none to 1 for the minimum. Event loops are told by
  /// [Deadlines#rescale].
  public void reduce(double wanted) {
    reduction = wanted;
  }

  /// The same in milliseconds.
  public long scaledMillis(long millis) {
    return TimeUnit.NANOSECONDS.toMillis(scaled(TimeUnit.MILLISECONDS.toNanos(millis)));
  }

  /// How long a wait is now that is told to be so long.
  long scaled(long nanos) {
    double now = reduction;
    if (now == 0) {
      return nanos;
    }
    long minimum =
        minimumNanos < 0 ? Math.round(nanos * minimumPart) : Math.min(minimumNanos, nanos);
    return minimum + Math.round((nanos - minimum) * (1 - now));
  }
}
