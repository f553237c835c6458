package io.limpet.proxy.http;

import io.limpet.proxy.plan.FormatString.TimePoint;
import org.jspecify.annotations.Nullable;

/// When what happened to an exchange. Kept only where a log asks for it: reading the time that
/// often would cost every request.
@SuppressWarnings("EnumOrdinal") // an array of longs, by point; nothing of it is kept or sent
final class ExchangeTimes {
  static final ExchangeTimes NONE = new ExchangeTimes(null);
  private static final int POINTS = TimePoint.values().length;

  private final long @Nullable [] nanos; // event loop only; 0 where it did not happen

  private ExchangeTimes(long @Nullable [] nanos) {
    this.nanos = nanos;
  }

  static ExchangeTimes from(long startNanos) {
    ExchangeTimes times = new ExchangeTimes(new long[POINTS]);
    times.at(TimePoint.DS_RX_BEG, startNanos);
    return times;
  }

  boolean kept() {
    return nanos != null;
  }

  /// The last time counts; a retry writes over what the attempt before it wrote.
  void at(TimePoint point, long now) {
    long[] kept = nanos;
    if (kept != null) {
      kept[point.ordinal()] = now == 0 ? 1 : now;
    }
  }

  /// How long it took, below 0 where one of the two did not happen, or not in this order.
  long between(TimePoint from, TimePoint to, long unitNanos) {
    long[] kept = nanos;
    if (kept == null || kept[from.ordinal()] == 0 || kept[to.ordinal()] == 0) {
      return -1;
    }
    long taken = kept[to.ordinal()] - kept[from.ordinal()];
    return taken < 0 ? -1 : taken / unitNanos;
  }
}
