package io.limpet.proxy.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.proxy.plan.RetryPlan;
import io.limpet.proxy.plan.RetryPlan.BackOff;
import io.limpet.proxy.plan.RetryPlan.RetryOn;
import io.limpet.proxy.plan.pools.CircuitBreaker;
import io.limpet.proxy.plan.pools.CircuitBreaker.Budget;
import io.limpet.proxy.plan.pools.CircuitBreaker.Limits;
import io.limpet.proxy.upstream.Failure;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The rules of retries that need no network.
class RetryRulesTest {
  private static final List<Failure> RESETS =
      List.of(
          Failure.RESET_BY_PEER,
          Failure.BAD_RESPONSE,
          Failure.TRY_TIMED_OUT,
          Failure.TRY_IDLE,
          Failure.STREAM_TOO_LONG);

  private static final List<Failure> NO_CONNECTION =
      List.of(new Failure.ConnectRefused("Connection refused"), Failure.CONNECT_TIMED_OUT);

  private static final List<Failure> NEVER =
      List.of(
          new Failure.NoEndpoint(503),
          Failure.PENDING_OVERFLOW,
          Failure.REQUEST_OVERFLOW,
          Failure.TIMED_OUT,
          Failure.IDLE);

  @ParameterizedTest
  @EnumSource
  void eachWordCoversItsFailures(RetryOn word) {
    RetryPlan plan = RetryPlan.of(1, Set.of(word));
    boolean any = Set.of(RetryOn.RESET, RetryOn.FIVE_XX, RetryOn.GATEWAY_ERROR).contains(word);
    boolean early =
        any || Set.of(RetryOn.CONNECT_FAILURE, RetryOn.RESET_BEFORE_REQUEST).contains(word);
    assertThat(RESETS).allSatisfy(f -> assertThat(RetryRules.covers(plan, f)).isEqualTo(any));
    assertThat(NO_CONNECTION)
        .allSatisfy(f -> assertThat(RetryRules.covers(plan, f)).isEqualTo(early));
    assertThat(NEVER).noneMatch(f -> RetryRules.covers(plan, f));
  }

  @ParameterizedTest
  @CsvSource({
    "25, 250, 1, 25",
    "25, 250, 2, 50",
    "25, 250, 3, 100",
    "25, 250, 4, 200",
    "25, 250, 5, 250",
    "25, 250, 99, 250",
    "100, 150, 1, 100",
    "100, 150, 2, 150",
    "1, 10, 1, 1"
  })
  void aWaitIsAnywhereBelowABoundThatDoubles(long base, long max, int retry, long bound) {
    RetryPlan plan = RetryPlan.of(1, Set.of()).backOff(new BackOff(base, max));
    Random random = new Random(7);
    long[] waits =
        LongStream.range(0, 20_000)
            .map(_ -> RetryRules.backOffMillis(plan, retry, random))
            .toArray();
    assertThat(LongStream.of(waits).max().orElseThrow()).isEqualTo(bound - 1);
    assertThat(LongStream.of(waits).min().orElseThrow()).isZero();
  }

  @Test
  void whatAnEndpointAskedForIsWaitedForAndUpToHalfAsMuchAgain() {
    Random random = new Random(7);
    long[] waits =
        LongStream.range(0, 20_000).map(_ -> RetryRules.aroundMillis(1_000, random)).toArray();
    assertThat(LongStream.of(waits).min().orElseThrow()).isEqualTo(1_000);
    assertThat(LongStream.of(waits).max().orElseThrow()).isEqualTo(1_499);
  }

  @ParameterizedTest
  @CsvSource({"0, 20, 3, 3", "10, 20, 3, 3", "20, 20, 3, 4", "10, 100, 0, 10", "0, 100, 0, 0"})
  void aBudgetIsAPartOfWhatIsUnderWayAndAMinimum(
      int requests, double percent, int minimum, int retries) {
    Limits usual = Limits.DEFAULT;
    CircuitBreaker breaker =
        CircuitBreaker.unused(
            new Limits(
                usual.connections(),
                usual.pending(),
                usual.requests(),
                0,
                new Budget(true, percent, minimum),
                usual.perEndpoint()));
    for (int i = 0; i < requests; i++) {
      assertThat(breaker.tryRequest()).isTrue();
    }
    int allowed = 0;
    while (breaker.tryRetry()) {
      allowed++;
    }
    assertThat(allowed).isEqualTo(retries);
    assertThat(breaker.retriesOpen()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "15000, 15000",
    "' 7 ', 7",
    "+3, 3",
    "-1, -1",
    "'', -1",
    "1s, -1",
    "1.5, -1",
    "99999999999999999999, -1"
  })
  void numbersInHeadersAreWhole(String text, long number) {
    assertThat(NumberText.unsigned(text)).isEqualTo(number);
  }

  @ParameterizedTest
  @CsvSource({"a.com, a.com-shadow", "a.com:80, a.com-shadow:80", "'[::1]:80', '[::1]:80-shadow'"})
  void aMirroredHostIsTold(String host, String shadowed) {
    assertThat(Mirrors.shadowed(host)).isEqualTo(shadowed);
  }
}
