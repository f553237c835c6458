package io.limpet.proxy.plan.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void isFullAtFirstAndThenFillsWithTime() {
    TokenBucket bucket = new TokenBucket(2, 0.5);
    assertThat(bucket.take(0)).isTrue();
    assertThat(bucket.take(0)).isTrue();
    assertThat(bucket.take(0)).isFalse();
    assertThat(bucket.secondsToNext(0)).isEqualTo(2);
    assertThat(bucket.take(SECOND)).isFalse();
    assertThat(bucket.take(2 * SECOND)).isTrue();
    assertThat(bucket.remaining(2 * SECOND)).isZero();
  }

  @Test
  void neverHoldsMoreThanItsMost() {
    TokenBucket bucket = new TokenBucket(3, 100);
    assertThat(bucket.take(0)).isTrue();
    assertThat(bucket.remaining(3600 * SECOND)).isEqualTo(3);
    assertThat(bucket.secondsToNext(3600 * SECOND)).isZero();
  }

  @Test
  void anotherOfTheSameKindIsFull() {
    TokenBucket bucket = new TokenBucket(1, 1);
    assertThat(bucket.take(0)).isTrue();
    assertThat(bucket.fresh().take(0)).isTrue();
    assertThat(bucket.take(0)).isFalse();
  }
}
