package io.limpet.proxy.plan.pools;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/// What outlier detection knows of one endpoint's answers (Envoy: outlier_detection_impl.cc,
/// `DetectorHostMonitorImpl`).
///
/// Event loops count; too many bad answers in a row are told at once, the rest is looked at at each
/// interval. Where what fails on this side is not split from what the endpoint answers, it counts
/// as an answer: 503, or 504 where time ran out.
public final class OutlierMonitor {
  private static final int OK = 200;

  private final OutlierPlan plan;
  private final Consumer<Ejection> tooMany;
  private final AtomicInteger serverErrors = new AtomicInteger();
  private final AtomicInteger gatewayFailures = new AtomicInteger();
  private final AtomicInteger localFailures = new AtomicInteger();
  private final Rate answers = new Rate();
  private final Rate local = new Rate();

  public OutlierMonitor(OutlierPlan plan, Consumer<Ejection> tooMany) {
    this.plan = plan;
    this.tooMany = tooMany;
  }

  /// How many there were in an interval, and how many of them were good.
  public static final class Rate {
    private final LongAdder all = new LongAdder();
    private final LongAdder good = new LongAdder();
    private volatile double percent = -1; // health thread

    /// What there was in the last interval, in percent; -1 where it is not known.
    public double percent() {
      return percent;
    }

    public void percent(double now) {
      percent = now;
    }

    private void count(boolean isGood) {
      all.increment();
      if (isGood) {
        good.increment();
      }
    }

    /// What was counted since the last time it was asked.
    public Counted take() {
      long goodNow = good.sumThenReset();
      return new Counted(all.sumThenReset(), goodNow);
    }
  }

  /// How many there were, and how many of them were good.
  public record Counted(long all, long good) {}

  /// The endpoint answered, with this status, or with the one that is meant by `grpc-status`.
  public void answered(int status) {
    boolean error = status >= 500;
    answers.count(!error);
    if (!error) {
      serverErrors.set(0);
      gatewayFailures.set(0);
      return;
    }
    if (status > 504 || status < 502) {
      gatewayFailures.set(0);
    } else if (gatewayFailures.incrementAndGet() == plan.consecutive().gatewayFailures()) {
      tooMany.accept(Ejection.CONSECUTIVE_GATEWAY_FAILURE);
    }
    if (serverErrors.incrementAndGet() == plan.consecutive().serverErrors()) {
      tooMany.accept(Ejection.CONSECUTIVE_5XX);
    }
  }

  /// A connection to the endpoint was there for a request.
  public void connected() {
    if (plan.options().splitLocal()) {
      local.count(true);
      localFailures.set(0);
    }
  }

  /// A connection to the endpoint is there, and what it answers is not looked at.
  public void connectedForGood() {
    if (plan.options().splitLocal()) {
      connected();
    } else {
      answered(OK);
    }
  }

  /// There was no answer; `status` is what that counts as where it is not split from answers.
  public void failed(int status) {
    if (!plan.options().splitLocal()) {
      answered(status);
      return;
    }
    local.count(false);
    if (localFailures.incrementAndGet() == plan.consecutive().localFailures()) {
      tooMany.accept(Ejection.CONSECUTIVE_LOCAL_ORIGIN_FAILURE);
    }
  }

  public Rate answers() {
    return answers;
  }

  public Rate local() {
    return local;
  }

  /// Begins to count anew how many there are in a row.
  public void reset(Ejection reason) {
    switch (reason) {
      case CONSECUTIVE_5XX -> serverErrors.set(0);
      case CONSECUTIVE_GATEWAY_FAILURE -> gatewayFailures.set(0);
      case CONSECUTIVE_LOCAL_ORIGIN_FAILURE -> localFailures.set(0);
      case SUCCESS_RATE,
          LOCAL_ORIGIN_SUCCESS_RATE,
          FAILURE_PERCENTAGE,
          LOCAL_ORIGIN_FAILURE_PERCENTAGE -> {}
    }
  }
}
