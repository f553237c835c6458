package io.limpet.proxy.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.health.CheckState.Change;
import io.limpet.proxy.plan.HealthCheckPlan.Thresholds;
import io.limpet.proxy.plan.pools.EndpointState;
import io.limpet.proxy.plan.pools.EndpointState.HealthFlag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CheckStateTest {
  private final Metrics metrics = new Metrics();
  private final EndpointState endpoint = new EndpointState();

  private CheckState begun(boolean pending) {
    endpoint.beginChecks(pending);
    return new CheckState(new Thresholds(2, 3), endpoint, new CheckCounters(metrics, "c"), () -> 7);
  }

  /// Findings one after the other, and what is believed after them: p passed, d degraded, f failed,
  /// r retriable, b broken, t timed out.
  @ParameterizedTest
  @CsvSource({
    "p, true, the first success is believed",
    "f, false, the first failure is believed",
    "bp, false, a failure first and the next success is not enough",
    "bppp, true, as many successes as the threshold",
    "bppbpp, false, a failure between counts anew",
    "pf, false, an answer that says no is believed at once",
    "pb, true, one broken check is not",
    "pbb, false, two are",
    "pbt, false, whatever broke",
    "pbpb, true, a success between counts anew",
    "pr, true, a retriable answer is like a broken check",
    "prr, false, so two of them are believed",
    "d, true, degraded is passed",
  })
  void findingsAreBelievedByTheThresholds(String findings, boolean healthy, String why) {
    CheckState state = begun(false);
    findings.chars().forEach(each -> state.found(finding(each)));
    assertThat(state.healthy()).as(why).isEqualTo(healthy);
    assertThat(metrics.cluster("c").gauge("health_check.healthy").sum()).isEqualTo(healthy ? 1 : 0);
  }

  @Test
  void aChangeIsToldWhereThereIsOne() {
    CheckState state = begun(false);
    assertThat(state.found(finding('p'))).isEqualTo(Change.CHANGED);
    assertThat(state.found(finding('p'))).isEqualTo(Change.NONE);
    assertThat(state.found(finding('b'))).isEqualTo(Change.PENDING);
    assertThat(state.found(finding('b'))).isEqualTo(Change.CHANGED);
    assertThat(state.found(finding('b'))).isEqualTo(Change.NONE);
    assertThat(state.found(finding('p'))).isEqualTo(Change.PENDING);
    assertThat(state.found(finding('p'))).isEqualTo(Change.PENDING);
    assertThat(state.found(finding('d'))).isEqualTo(Change.CHANGED);
    assertThat(state.found(finding('p'))).isEqualTo(Change.CHANGED);
  }

  @Test
  void aNewEndpointIsPendingUntilItsFirstFinding() {
    CheckState state = begun(true);
    assertThat(endpoint.has(HealthFlag.PENDING_FIRST_CHECK)).isTrue();
    assertThat(state.found(finding('b'))).isEqualTo(Change.CHANGED);
    assertThat(endpoint.has(HealthFlag.PENDING_FIRST_CHECK)).isFalse();
    assertThat(state.healthy()).isFalse();
  }

  @Test
  void aTimeoutIsNotedOnlyWhereTheEndpointIsHeldToBeDown() {
    CheckState state = begun(false);
    state.found(finding('p'));
    state.found(finding('t'));
    assertThat(endpoint.has(HealthFlag.CHECK_TIMED_OUT)).isFalse();
    state.found(finding('t'));
    assertThat(endpoint.has(HealthFlag.CHECK_TIMED_OUT)).isTrue();
    state.found(finding('p'));
    assertThat(endpoint.has(HealthFlag.CHECK_TIMED_OUT)).isTrue();
    state.found(finding('p'));
    state.found(finding('p'));
    assertThat(endpoint.has(HealthFlag.CHECK_TIMED_OUT)).isFalse();
  }

  @Test
  void anEndpointThatWantsToBeExcludedIsUntilItIsHealthy() {
    CheckState state = begun(false);
    state.found(finding('p'));
    assertThat(state.failedAtOnce()).isEqualTo(Change.CHANGED);
    assertThat(endpoint.has(HealthFlag.EXCLUDED_BY_ENDPOINT)).isTrue();
    assertThat(metrics.cluster("c").counter("health_check.passive_failure").sum()).isEqualTo(1);
    state.found(finding('p'));
    state.found(finding('p'));
    assertThat(endpoint.has(HealthFlag.EXCLUDED_BY_ENDPOINT)).isTrue();
    state.found(finding('p'));
    assertThat(endpoint.has(HealthFlag.EXCLUDED_BY_ENDPOINT)).isFalse();
  }

  private static Finding finding(int letter) {
    return Finding.of(
        switch (letter) {
          case 'p' -> Outcome.PASSED;
          case 'd' -> Outcome.DEGRADED;
          case 'f' -> Outcome.FAILED;
          case 'r' -> Outcome.RETRIABLE;
          case 'b' -> Outcome.BROKEN;
          case 't' -> Outcome.TIMED_OUT;
          default -> throw new IllegalArgumentException("no finding: " + (char) letter);
        });
  }
}
