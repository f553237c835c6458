package io.limpet.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// When changes are told, by the clock of the test: milliseconds from 1,000,000 on.
final class DebounceTest {
  private static final long MILLI = 1_000_000;

  private final Debounce debounce = new Debounce(Limits.DEFAULT);
  private long now = 1_000_000 * MILLI;

  private void change(boolean endpoints) {
    debounce.changed(endpoints, now);
  }

  private boolean isDue() {
    return debounce.isWaiting() && debounce.waitNanos(now) <= 0;
  }

  /// Lets time pass until something is due, and tells it; the milliseconds that it took.
  private long untilTold() {
    long begin = now;
    while (!isDue()) {
      now += MILLI;
    }
    debounce.told(now, now);
    return (now - begin) / MILLI;
  }

  @Test
  void theFirstChangeWaitsOnlyForWhatComesWithIt() {
    change(false);
    assertThat(untilTold()).isEqualTo(2);
    now += 5_000 * MILLI;
    change(true);
    assertThat(untilTold()).isEqualTo(2);
  }

  @Test
  void whatFollowsATellingOfConfigurationIsToldTogetherAfterATenthOfASecond() {
    change(false);
    untilTold();
    change(false);
    now += 50 * MILLI;
    change(false);
    assertThat(isDue()).isFalse();
    assertThat(untilTold()).isEqualTo(50);
    assertThat(debounce.isWaiting()).isFalse();
  }

  @Test
  void endpointsAreToldEveryTwentyMillisecondsWhileTheyChangeAllTheTime() {
    int told = 0;
    for (int i = 0; i < 1000; i++) {
      change(true);
      now += MILLI;
      if (isDue()) {
        debounce.told(now, now);
        told++;
      }
    }
    assertThat(told).isBetween(45, 51);
  }

  @Test
  void aChangeOfEndpointsDoesNotWaitForOtherConfiguration() {
    change(false);
    untilTold();
    now += 30 * MILLI;
    change(false);
    change(true);
    assertThat(untilTold()).isLessThanOrEqualTo(2);
  }

  @Test
  void whatTakesLongToTellIsToldLessOftenAndNeverLaterThanItsLimit() {
    change(true);
    debounce.told(now - 5_000 * MILLI, now);
    change(true);
    assertThat(untilTold()).isEqualTo(100);
    change(false);
    debounce.told(now - 5_000 * MILLI, now);
    change(false);
    assertThat(untilTold()).isEqualTo(1000);
  }
}
