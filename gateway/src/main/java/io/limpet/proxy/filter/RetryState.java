package io.limpet.proxy.filter;

import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.plan.RetryPlan;
import io.limpet.proxy.plan.pools.CircuitBreaker;
import io.limpet.proxy.upstream.ClusterCounters;
import io.limpet.proxy.upstream.Failure;

/// What is left of one request's retries (Envoy: source/common/router/retry_state_impl.cc).
///
/// A retry takes a place in the cluster's circuit breaker, and keeps it until the request is over
/// or asks for another retry.
final class RetryState {
  /// Whether there is another attempt, and if not, why: the policy does not cover what happened,
  /// its number is used up, or the circuit breaker is open.
  enum Decision {
    YES,
    NO,
    EXHAUSTED,
    OVERFLOW
  }

  private final Worker worker;

  // Event loop only, all of these.
  private RetryPlan plan;
  private CircuitBreaker breaker;
  private ClusterCounters counters;
  private boolean open;
  private int left;
  private int made;
  private boolean holdsPlace;
  private long askedMillis;

  RetryState(Worker worker, ForwardingWork work) {
    this.worker = worker;
    this.plan = RetryPlan.NEVER;
    this.breaker = breaker(work);
    this.counters = work.counters();
  }

  /// Begins with another request.
  void next(RetryPlan policy, ForwardingWork work) {
    plan = policy;
    breaker = breaker(work);
    counters = work.counters();
    open = true;
    left = policy.retries();
    made = 0;
    holdsPlace = false;
    askedMillis = 0;
  }

  /// Whether there may be another attempt at all.
  boolean open() {
    return open;
  }

  private static CircuitBreaker breaker(ForwardingWork work) {
    return work.cluster().breakers().of(work.highPriority());
  }

  Decision after(Failure failure) {
    return decide(RetryRules.covers(plan, failure));
  }

  Decision after(EditableResponseHead head, EditableRequestHead request) {
    boolean earlyData =
        head.status() == RetryRules.TOO_EARLY && request.has(HeaderNames.EARLY_DATA);
    boolean covered = RetryRules.covers(plan, head, earlyData);
    if (covered && plan.rateLimited().set()) {
      askedMillis = RetryRules.askedMillis(plan.rateLimited(), head, worker.epochSecond());
    }
    return decide(covered);
  }

  private Decision decide(boolean covered) {
    leavePlace();
    if (!covered) {
      return Decision.NO;
    }
    if (left == 0) {
      counters.retriesLimit.increment();
      return Decision.EXHAUSTED;
    }
    left--;
    if (!breaker.tryRetry()) {
      counters.retriesOverflow.increment();
      return Decision.OVERFLOW;
    }
    holdsPlace = true;
    counters.retries.increment();
    return Decision.YES;
  }

  /// How long to wait before the retry that was decided on. What an answer asked for counts once.
  long backOffMillis() {
    made++;
    long asked = askedMillis;
    askedMillis = 0;
    if (asked > 1) {
      counters.retriesRateLimited.increment();
      return RetryRules.aroundMillis(asked, worker.random());
    }
    counters.retriesBackedOff.increment();
    return RetryRules.backOffMillis(plan, made, worker.random());
  }

  /// There will be no other attempt.
  void end() {
    open = false;
    leavePlace();
  }

  private void leavePlace() {
    if (holdsPlace) {
      holdsPlace = false;
      breaker.retryOver();
    }
  }
}
