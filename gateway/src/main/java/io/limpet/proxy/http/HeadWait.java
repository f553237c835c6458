package io.limpet.proxy.http;

import io.limpet.proxy.loop.TimerScale;
import io.limpet.proxy.plan.HttpPlan.Limits;

/// How long a head that began may take to its end, and the answer if it takes longer. A stream
/// begins with the first byte of its head, so the bounds of a stream count too.
record HeadWait(long millis, TimerScale scale, LocalReply late) {
  private static final LocalReply LATE =
      LocalReply.of(408, "request header timeout", "-", "request_header_timeout").closing();
  private static final LocalReply IDLE =
      LocalReply.of(408, "stream timeout", "SI", "stream_idle_timeout").closing();
  private static final LocalReply TOO_LONG =
      LocalReply.of(408, "downstream duration timeout", "-", LocalReply.TOO_LONG).closing();

  static final HeadWait REFUSED = new HeadWait(Busy.PATIENCE_MILLIS, TimerScale.NONE, LATE);

  /// The shortest of what is bounded. `idle` is how streams' idle time is shortened now.
  static HeadWait of(Limits limits, TimerScale idle) {
    return new HeadWait(limits.requestHeadersMillis(), TimerScale.NONE, LATE)
        .or(idle(limits, idle))
        .or(new HeadWait(limits.streamMillis(), TimerScale.NONE, TOO_LONG));
  }

  /// What is bounded by the idle time alone.
  static HeadWait idle(Limits limits, TimerScale scale) {
    return new HeadWait(limits.streamIdleMillis(), scale, IDLE);
  }

  /// Counts that it took longer.
  void count(HttpCounters counters) {
    switch (late.details()) {
      case "stream_idle_timeout" -> counters.streamIdle.increment();
      case LocalReply.TOO_LONG -> counters.streamTooLong.increment();
      case String _ -> counters.headerTimeouts.increment();
    }
  }

  private HeadWait or(HeadWait other) {
    return millis == 0 || (other.millis > 0 && other.now() < now()) ? other : this;
  }

  private long now() {
    return scale.scaledMillis(millis);
  }
}
