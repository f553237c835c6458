package io.limpet.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class LoopClockTest {
  private long nanos = 7;
  private long millis = 70;
  private int asked;
  private final LoopClock clock = new LoopClock(this::nanos, () -> Instant.ofEpochMilli(millis));

  private long nanos() {
    asked++;
    return nanos;
  }

  @Test
  void timeGoesOnBetweenEvents() {
    assertThat(clock.nanoTime()).isEqualTo(7);
    nanos = 8;
    assertThat(clock.nanoTime()).isEqualTo(8);
  }

  @Test
  void anEventHasOneTimeWhichIsThatOfTheFirstWhoAsks() {
    clock.hold();
    nanos = 8;
    assertThat(clock.nanoTime()).isEqualTo(8);
    nanos = 9;
    millis = 71;
    assertThat(clock.nanoTime()).isEqualTo(8);
    assertThat(clock.epochMillis()).isEqualTo(71);
    millis = 72;
    assertThat(clock.epochMillis()).isEqualTo(71);
    assertThat(asked).isEqualTo(1);
    assertThat(clock.exactNanoTime()).isEqualTo(9);
  }

  @Test
  void theNextEventHasAnotherTime() {
    clock.hold();
    assertThat(clock.nanoTime()).isEqualTo(7);
    clock.goOn();
    nanos = 8;
    assertThat(clock.nanoTime()).isEqualTo(8);
    clock.hold();
    nanos = 9;
    assertThat(clock.nanoTime()).isEqualTo(9);
  }
}
