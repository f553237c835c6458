package io.limpet.proxy.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.proxy.health.CheckState.Change;
import io.limpet.proxy.plan.HealthCheckPlan.Intervals;
import io.limpet.proxy.plan.HealthCheckPlan.Jitter;
import io.limpet.proxy.plan.HealthCheckPlan.Times;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CheckIntervalsTest {
  private static final Intervals INTERVALS = new Intervals(100, 200, 300, 400, 500, 600);

  @ParameterizedTest
  @CsvSource({
    "true, NONE, true, 100", "true, CHANGED, true, 100", "true, PENDING, true, 400",
    "false, NONE, true, 200", "false, CHANGED, true, 200", "false, PENDING, true, 300",
    "true, NONE, false, 600", "true, PENDING, false, 500", "false, NONE, false, 500",
    "false, PENDING, false, 500",
  })
  void theNextCheckIsDueByWhatTheLastOneFound(
      boolean passed, Change change, boolean traffic, long millis) {
    CheckIntervals intervals = intervals(new Jitter(0, 0, 0));
    assertThat(intervals.firstMillis()).isZero();
    assertThat(intervals.nextMillis(passed, change, traffic)).isEqualTo(millis);
  }

  @Test
  void chanceAddsNoMoreThanItMay() {
    CheckIntervals intervals = intervals(new Jitter(50, 30, 20));
    long[] first = LongStream.range(0, 500).map(_ -> intervals.firstMillis()).toArray();
    long[] next =
        LongStream.range(0, 500).map(_ -> intervals.nextMillis(true, Change.NONE, true)).toArray();
    assertThat(LongStream.of(first)).allMatch(each -> each >= 0 && each < 50);
    assertThat(LongStream.of(first).distinct().count()).isGreaterThan(30);
    assertThat(LongStream.of(next)).allMatch(each -> each >= 100 && each < 150);
    assertThat(LongStream.of(next).max().orElseThrow()).isGreaterThan(130);
  }

  private static CheckIntervals intervals(Jitter jitter) {
    return new CheckIntervals(new Times(1, INTERVALS, jitter), new Random(5));
  }
}
