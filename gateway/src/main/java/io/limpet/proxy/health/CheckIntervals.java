package io.limpet.proxy.health;

import io.limpet.proxy.health.CheckState.Change;
import io.limpet.proxy.plan.HealthCheckPlan.Intervals;
import io.limpet.proxy.plan.HealthCheckPlan.Jitter;
import io.limpet.proxy.plan.HealthCheckPlan.Times;
import java.util.random.RandomGenerator;

/// How long it is until the next check (Envoy: health_checker_base_impl.cc, `interval`).
final class CheckIntervals {
  private final Times times;
  private final RandomGenerator random;

  CheckIntervals(Times times, RandomGenerator random) {
    this.times = times;
    this.random = random;
  }

  long firstMillis() {
    long most = times.jitter().initialMillis();
    return most == 0 ? 0 : random.nextLong(most);
  }

  /// `traffic`: the cluster had a connection for requests once; without, its endpoints are looked
  /// at less often.
  long nextMillis(boolean passed, Change change, boolean traffic) {
    long base = base(passed, change, traffic);
    Jitter jitter = times.jitter();
    long percent = jitter.intervalPercent() * base / 100;
    long more = percent == 0 ? 0 : random.nextLong(percent);
    more += jitter.intervalMillis() == 0 ? 0 : random.nextLong(jitter.intervalMillis());
    return base + more;
  }

  private long base(boolean passed, Change change, boolean traffic) {
    Intervals intervals = times.intervals();
    boolean edge = change == Change.PENDING;
    if (!traffic) {
      return passed && !edge ? intervals.noTrafficHealthyMillis() : intervals.noTrafficMillis();
    }
    if (passed) {
      return edge ? intervals.healthyEdgeMillis() : intervals.usualMillis();
    }
    return edge ? intervals.unhealthyEdgeMillis() : intervals.unhealthyMillis();
  }
}
