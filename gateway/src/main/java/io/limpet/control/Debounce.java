package io.limpet.control;

import java.time.Duration;

/// When to tell what has changed: the first change at once, those of a burst together, and none
/// later than a limit, whatever goes on changing.
///
/// istiod waits for 100 ms of quiet after each change, and up to 10 s for it
/// (`pilot/pkg/xds/discovery.go`); what is waited for here is only the time since what was told
/// last, so a change after quiet times waits for nothing.
final class Debounce {
  /// Long enough for what was written together to arrive.
  private static final long TOGETHER_NANOS = 2_000_000;

  private final Limits limits;
  private long firstEndpoints; // nanoseconds; counts while endpointsWait
  private long firstOther;
  private boolean endpointsWait;
  private boolean otherWaits;
  private long told;
  private boolean anyTold;
  private long toldTook;

  Debounce(Limits limits) {
    this.limits = limits;
  }

  void changed(boolean endpoints, long now) {
    if (endpoints && !endpointsWait) {
      endpointsWait = true;
      firstEndpoints = now;
    } else if (!endpoints && !otherWaits) {
      otherWaits = true;
      firstOther = now;
    }
  }

  /// When the first of what waits changed; counts while something waits.
  long since() {
    if (endpointsWait && otherWaits) {
      return Math.min(firstEndpoints, firstOther);
    }
    return endpointsWait ? firstEndpoints : firstOther;
  }

  boolean isWaiting() {
    return endpointsWait || otherWaits;
  }

  /// How long to wait from now on for what has changed to be told; not more than zero: it is due.
  long waitNanos(long now) {
    long wait = Long.MAX_VALUE;
    if (endpointsWait) {
      wait = wait(firstEndpoints, limits.endpoints(), limits.mostEndpoints(), now);
    }
    return otherWaits
        ? Math.min(wait, wait(firstOther, limits.other(), limits.mostOther(), now))
        : wait;
  }

  /// What takes long to tell is told less often, so that half of the time is left for the rest.
  private long wait(long first, Duration apart, Duration most, long now) {
    long together = first + TOGETHER_NANOS - now;
    long after = anyTold ? told + Math.max(apart.toNanos(), toldTook) - now : together;
    return Math.min(Math.max(together, after), first + most.toNanos() - now);
  }

  /// All that had changed by then is told now.
  void told(long begun, long now) {
    endpointsWait = false;
    otherWaits = false;
    anyTold = true;
    told = now;
    toldTook = now - begun;
  }
}
