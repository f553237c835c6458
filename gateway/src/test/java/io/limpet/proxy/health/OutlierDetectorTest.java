package io.limpet.proxy.health;

import static io.limpet.proxy.plan.reading.Messages.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.plan.pools.Ejection;
import io.limpet.proxy.plan.pools.EndpointState;
import io.limpet.proxy.plan.pools.EndpointState.HealthFlag;
import io.limpet.proxy.plan.pools.OutlierMonitor;
import io.limpet.proxy.plan.pools.OutlierPlan;
import io.limpet.proxy.plan.pools.OutlierRates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OutlierDetectorTest {
  private static final int EJECT_FOR = 1_000;

  private final HandClock clock = new HandClock();
  private final Metrics metrics = new Metrics();
  private final List<EndpointState> endpoints = new ArrayList<>();
  private final Map<Boolean, OutlierRates> shown = new HashMap<>();

  @Test
  void anEndpointIsEjectedAtItsLastBadAnswerInARow() {
    OutlierDetector detector = detector(plan(100, false, false), 1);
    answer(0, 500, 500, 200, 500, 500);
    assertThat(ejected(0)).isFalse();
    answer(0, 500);
    assertThat(ejected(0)).isTrue();
    assertThat(number("enforced_consecutive_5xx")).isEqualTo(1);
    assertThat(detector.tick()).isFalse();
  }

  @Test
  void anEjectionEndsAtTheFirstTickBehindItsTime() {
    OutlierDetector detector = detector(plan(100, false, false), 1);
    answer(0, 500, 500, 500);
    clock.pass(EJECT_FOR - 1);
    assertThat(detector.tick()).isFalse();
    clock.pass(1);
    assertThat(detector.tick()).isTrue();
    assertThat(ejected(0)).isFalse();
    assertThat(number("active")).isZero();
  }

  @Test
  void eachEjectionInARowIsLongerAndQuietTicksMakeTheNextShorter() {
    OutlierDetector detector = detector(plan(100, false, false), 1);
    assertThat(ejectionMillis(detector)).isEqualTo(1_000);
    assertThat(ejectionMillis(detector)).isEqualTo(2_000);
    assertThat(ejectionMillis(detector)).isEqualTo(3_000);
    detector.tick();
    detector.tick();
    assertThat(ejectionMillis(detector)).isEqualTo(2_000);
    IntStream.range(0, 9).forEach(_ -> ejectionMillis(detector));
    assertThat(ejectionMillis(detector)).as("bounded by max_ejection_time").isEqualTo(5_000);
  }

  private long ejectionMillis(OutlierDetector detector) {
    answer(0, 500, 500, 500);
    assertThat(ejected(0)).isTrue();
    long millis = 0;
    while (ejected(0)) {
      clock.pass(100);
      millis += 100;
      if (ejected(0) && millis % EJECT_FOR == 0) {
        detector.tick();
      }
    }
    return millis;
  }

  @Test
  void anEjectedEndpointBeginsToCountAnewWhenItIsBack() {
    OutlierDetector detector = detector(plan(100, false, false), 1);
    answer(0, 500, 500, 500, 500, 500);
    clock.pass(EJECT_FOR);
    detector.tick();
    answer(0, 500, 500);
    assertThat(ejected(0)).isFalse();
    answer(0, 500);
    assertThat(ejected(0)).isTrue();
  }

  /// Envoy 1.40, measured: spec of `max_ejection_percent`.
  @ParameterizedTest
  @CsvSource({
    "10, 9, false, 0", "10, 10, false, 1", "50, 4, false, 2", "10, 3, true, 1", "100, 3, false, 3",
    "0, 3, false, 0", "0, 3, true, 1", "99, 1, false, 0", "34, 3, false, 1", "33, 3, false, 0",
  })
  void noMoreAreEjectedThanTheCapAllows(int percent, int hosts, boolean alwaysOne, int most) {
    detector(plan(percent, alwaysOne, false), hosts);
    for (int i = 0; i < hosts; i++) {
      answer(i, 500, 500, 500);
    }
    assertThat(IntStream.range(0, hosts).filter(this::ejected).count()).isEqualTo(most);
    assertThat(number("overflow")).isEqualTo(hosts - most);
    assertThat(number("detected_consecutive_5xx")).isEqualTo(hosts);
    assertThat(number("active")).isEqualTo(most);
  }

  @Test
  void gatewayFailuresAreCountedBesideOtherErrors() {
    detector(plan(100, false, false), 1);
    answer(0, 502, 500, 503);
    assertThat(number("enforced_consecutive_gateway_failure")).isZero();
    assertThat(number("enforced_consecutive_5xx")).isEqualTo(1);
  }

  @Test
  void twoGatewayFailuresInARowAreEnough() {
    detector(plan(100, false, false), 1);
    answer(0, 504, 502);
    assertThat(number("enforced_consecutive_gateway_failure")).isEqualTo(1);
  }

  @Test
  void whatFailsOnThisSideCountsAsAnAnswerUnlessItIsSplit() {
    detector(plan(100, false, false), 1);
    failure(0, 503);
    failure(0, 504);
    assertThat(number("enforced_consecutive_gateway_failure")).isEqualTo(1);
  }

  @Test
  void splitLocalFailuresAreForgottenWithEachConnection() {
    detector(plan(100, false, true), 1);
    failure(0, 503);
    monitor(endpoints.getFirst()).connected();
    failure(0, 503);
    assertThat(ejected(0)).isFalse();
    failure(0, 503);
    assertThat(number("enforced_consecutive_local_origin_failure")).isEqualTo(1);
    assertThat(number("detected_consecutive_gateway_failure")).isZero();
  }

  @Test
  void aPassedHealthCheckEndsAnEjection() {
    OutlierDetector detector = detector(plan(100, false, false), 1);
    answer(0, 500, 500, 500);
    assertThat(detector.passedCheck(endpoints.getFirst())).isTrue();
    assertThat(ejected(0)).isFalse();
    assertThat(detector.passedCheck(endpoints.getFirst())).isFalse();
  }

  @Test
  void anEndpointFarBelowTheAverageRateIsEjected() {
    OutlierDetector detector = detector(plan(100, false, false), 5);
    mixed(0, 10, 10);
    mixed(1, 10, 10);
    mixed(2, 10, 10);
    mixed(3, 10, 10);
    mixed(4, 1, 10);
    assertThat(detector.tick()).isTrue();
    assertThat(IntStream.range(0, 5).filter(this::ejected)).containsExactly(4);
    assertThat(given(shown.get(false)).average()).isEqualTo(82);
    assertThat(given(shown.get(false)).threshold()).isCloseTo(82 - 36 * 1.9, within(1e-9));
    assertThat(monitor(endpoints.get(4)).answers().percent()).isEqualTo(10);
    detector.tick();
    assertThat(shown.get(false)).isEqualTo(OutlierRates.NONE);
    assertThat(monitor(endpoints.get(0)).answers().percent()).isEqualTo(-1);
  }

  @ParameterizedTest
  @CsvSource({"4, 10, too few endpoints", "5, 9, too few requests"})
  void ratesOfTooFewAreNotCompared(int hosts, int requests, String why) {
    OutlierDetector detector = detector(plan(100, false, false), hosts);
    for (int i = 0; i < hosts; i++) {
      mixed(i, i == 0 ? 0 : requests, requests);
    }
    assertThat(detector.tick()).as(why).isFalse();
  }

  @Test
  void anEndpointThatFailsTooOftenIsEjectedWhateverTheOthersDo() {
    OutlierDetector detector = detector(plan(100, false, false), 3);
    mixed(0, 2, 20);
    mixed(1, 4, 20);
    mixed(2, 3, 20);
    assertThat(detector.tick()).isTrue();
    assertThat(IntStream.range(0, 3).filter(this::ejected)).containsExactly(0, 2);
    assertThat(number("enforced_failure_percentage")).isEqualTo(2);
  }

  /// Envoy counts it as ejected twice and lets it in once, so that its count stays above zero.
  @Test
  void anEndpointThatBothRatesFindIsCountedOnce() {
    OutlierDetector detector = detector(plan(100, false, false), 5);
    IntStream.range(0, 4).forEach(i -> mixed(i, 20, 20));
    mixed(4, 0, 20);
    detector.tick();
    assertThat(number("enforced_success_rate")).isEqualTo(1);
    assertThat(number("active")).isEqualTo(1);
    clock.pass(EJECT_FOR);
    detector.tick();
    assertThat(ejected(4)).isFalse();
    assertThat(number("active")).isZero();
  }

  @Test
  void whatIsNotEnforcedIsOnlyDetected() {
    Map<Ejection, Integer> none = new HashMap<>();
    OutlierPlan plan = plan(100, false, false);
    detector(
        new OutlierPlan(
            plan.times(),
            plan.cap(),
            plan.consecutive(),
            plan.successRate(),
            plan.failurePercentage(),
            none,
            plan.options()),
        1);
    answer(0, 500, 500, 500, 500, 500, 500);
    assertThat(ejected(0)).isFalse();
    assertThat(number("detected_consecutive_5xx")).isEqualTo(2);
    assertThat(number("enforced_total")).isZero();
    assertThat(number("total")).isEqualTo(2);
  }

  @Test
  void anEndpointThatIsGoneLeavesRoomForAnother() {
    OutlierDetector detector = detector(plan(50, false, false), 2);
    answer(0, 500, 500, 500);
    detector.remove(endpoints.getFirst());
    assertThat(ejected(0)).isFalse();
    assertThat(number("active")).isZero();
  }

  private static OutlierPlan plan(int percent, boolean alwaysOne, boolean split) {
    Map<Ejection, Integer> enforcing = new HashMap<>();
    for (Ejection each : Ejection.values()) {
      enforcing.put(each, 100);
    }
    return new OutlierPlan(
        new OutlierPlan.Times(100, EJECT_FOR, 5_000, 0),
        new OutlierPlan.Cap(percent, alwaysOne),
        new OutlierPlan.Consecutive(3, 2, 2),
        new OutlierPlan.SuccessRate(5, 10, 1900),
        new OutlierPlan.FailurePercentage(3, 20, 85),
        enforcing,
        new OutlierPlan.Options(split, true));
  }

  private OutlierDetector detector(OutlierPlan plan, int hosts) {
    OutlierDetector detector =
        new OutlierDetector(
            plan, new OutlierCounters(metrics, "c"), new Random(1), clock, shown::put);
    for (int i = 0; i < hosts; i++) {
      EndpointState state = new EndpointState();
      OutlierMonitor monitor = new OutlierMonitor(plan, reason -> detector.tooMany(state, reason));
      state.outlier(monitor);
      detector.add(state, monitor);
      endpoints.add(state);
    }
    return detector;
  }

  private void answer(int endpoint, int... statuses) {
    for (int status : statuses) {
      monitor(endpoints.get(endpoint)).answered(status);
    }
  }

  /// So many good answers of so many, no two bad ones in a row where that can be.
  private void mixed(int endpoint, int good, int all) {
    for (int i = 0; i < all; i++) {
      answer(endpoint, i < good ? 200 : 500);
      monitor(endpoints.get(endpoint)).reset(Ejection.CONSECUTIVE_5XX);
    }
  }

  private void failure(int endpoint, int status) {
    monitor(endpoints.get(endpoint)).failed(status);
  }

  private boolean ejected(int endpoint) {
    return endpoints.get(endpoint).has(HealthFlag.FAILED_OUTLIER);
  }

  private long number(String name) {
    return metrics.cluster("c").counter("outlier_detection.ejections_" + name).sum()
        + metrics.cluster("c").gauge("outlier_detection.ejections_" + name).sum();
  }

  private static OutlierMonitor monitor(EndpointState endpoint) {
    return given(endpoint.outlier());
  }
}
