package io.limpet.proxy.health;

import io.limpet.proxy.plan.HealthCheckPlan.Thresholds;
import io.limpet.proxy.plan.pools.EndpointState;
import io.limpet.proxy.plan.pools.EndpointState.HealthFlag;
import java.util.function.LongSupplier;

/// What an endpoint's checks found so far, and what is believed of it (Envoy:
/// health_checker_base_impl.cc, `ActiveHealthCheckSession`). Health thread only.
///
/// The first finding is believed, good or bad, so that a start does not take as many intervals as
/// the threshold says. After that it takes so many of the same kind in a row; an answer that says
/// no is believed at once, because it was an answer.
final class CheckState {
  /// What became of the flags.
  enum Change {
    NONE,
    /// It would change, were there more findings like this one.
    PENDING,
    CHANGED
  }

  private final Thresholds thresholds;
  private final EndpointState endpoint;
  private final CheckCounters counters;
  private final LongSupplier nanoTime;
  private boolean first = true;
  private int passed;
  private int failed;

  CheckState(
      Thresholds thresholds,
      EndpointState endpoint,
      CheckCounters counters,
      LongSupplier nanoTime) {
    this.thresholds = thresholds;
    this.endpoint = endpoint;
    this.counters = counters;
    this.nanoTime = nanoTime;
  }

  Change found(Finding finding) {
    Change change =
        finding.outcome().passed()
            ? passed(finding.outcome() == Outcome.DEGRADED)
            : failed(finding.outcome());
    if (finding.excluded() && endpoint.set(HealthFlag.EXCLUDED_BY_ENDPOINT)) {
      change = Change.CHANGED;
    }
    return change;
  }

  /// An answer to a request asked for it (`x-envoy-immediate-health-check-fail`).
  Change failedAtOnce() {
    counters.passiveFailures.increment();
    return found(new Finding(Outcome.FAILED, true));
  }

  EndpointState endpoint() {
    return endpoint;
  }

  boolean healthy() {
    return !endpoint.has(HealthFlag.FAILED_ACTIVE_CHECK);
  }

  private Change passed(boolean degraded) {
    failed = 0;
    Change change = healthy() ? Change.NONE : recovering();
    counters.successes.increment();
    first = false;
    boolean other = endpoint.clear(HealthFlag.PENDING_FIRST_CHECK);
    if (degraded && endpoint.set(HealthFlag.DEGRADED_ACTIVE_CHECK)) {
      counters.degraded.increment();
      other = true;
    } else if (!degraded && endpoint.clear(HealthFlag.DEGRADED_ACTIVE_CHECK)) {
      counters.degraded.decrement();
      other = true;
    }
    return other && change == Change.NONE ? Change.CHANGED : change;
  }

  private Change recovering() {
    passed++;
    if (!first && passed != thresholds.healthy()) {
      return Change.PENDING;
    }
    endpoint.clear(HealthFlag.CHECK_TIMED_OUT);
    endpoint.clear(HealthFlag.EXCLUDED_BY_ENDPOINT);
    endpoint.healthySince(nanoTime.getAsLong());
    endpoint.clear(HealthFlag.FAILED_ACTIVE_CHECK);
    counters.healthy.increment();
    return Change.CHANGED;
  }

  private Change failed(Outcome outcome) {
    passed = 0;
    Change change = healthy() ? failing(outcome) : Change.NONE;
    counters.failures.increment();
    if (outcome.network()) {
      counters.networkFailures.increment();
    }
    first = false;
    if (!healthy()) {
      noteTimeout(outcome);
    }
    return endpoint.clear(HealthFlag.PENDING_FIRST_CHECK) ? Change.CHANGED : change;
  }

  private Change failing(Outcome outcome) {
    if (outcome != Outcome.FAILED) {
      failed++;
      if (failed != thresholds.unhealthy()) {
        return Change.PENDING;
      }
    }
    endpoint.set(HealthFlag.FAILED_ACTIVE_CHECK);
    counters.healthy.decrement();
    return Change.CHANGED;
  }

  private void noteTimeout(Outcome outcome) {
    if (outcome == Outcome.TIMED_OUT) {
      endpoint.set(HealthFlag.CHECK_TIMED_OUT);
    } else {
      endpoint.clear(HealthFlag.CHECK_TIMED_OUT);
    }
  }
}
