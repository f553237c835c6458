package io.limpet.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The wheel is moved by hand: its loop never runs anything, because its threads do no work.
class DeadlinesTest {
  private final ScheduledThreadPoolExecutor never =
      new ScheduledThreadPoolExecutor(0, _ -> new Thread(() -> {}));
  private final List<Throwable> mistakes = new ArrayList<>();
  private final List<String> fired = new ArrayList<>();
  private long nanos;
  private final LoopClock clock = new LoopClock(() -> nanos, InstantSource.system());
  private final Deadlines deadlines = new Deadlines(never, clock, mistakes::add);

  @AfterEach
  void stop() {
    never.shutdownNow();
  }

  private void to(long millis) {
    nanos = TimeUnit.MILLISECONDS.toNanos(millis);
    deadlines.advance();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 5, 100, 5_119, 5_120, 5_121, 60_000, 3_600_000})
  void nothingIsEarlyAndNothingLaterThanATick(long millis) {
    deadlines.arm(new Deadline(() -> fired.add("x")), millis);
    to(millis - 1);
    assertThat(fired).isEmpty();
    to(millis + TimeUnit.NANOSECONDS.toMillis(Deadlines.TICK_NANOS) + 1);
    assertThat(fired).hasSize(1);
    to(millis * 2 + 10_000);
    assertThat(fired).hasSize(1);
  }

  @Test
  void aDeadlineThatIsCalledOffOrMovedDoesNotFire() {
    Deadline off = new Deadline(() -> fired.add("off"));
    Deadline moved = new Deadline(() -> fired.add("moved"));
    deadlines.arm(off, 100);
    deadlines.arm(moved, 100);
    deadlines.disarm(off);
    deadlines.arm(moved, 300);
    to(200);
    assertThat(fired).isEmpty();
    assertThat(moved.armed()).isTrue();
    to(400);
    assertThat(fired).containsExactly("moved");
  }

  @Test
  void anActionMayDisarmAnotherThatIsDueAndArmItselfAgain() {
    Deadline victim = new Deadline(() -> fired.add("victim"));
    Deadline[] self = new Deadline[1];
    self[0] =
        new Deadline(
            () -> {
              fired.add("self");
              deadlines.disarm(victim);
              deadlines.arm(self[0], 50);
            });
    deadlines.arm(self[0], 100);
    deadlines.arm(victim, 100);
    to(110);
    to(170);
    assertThat(fired).containsExactly("self", "self");
  }

  @Test
  void whatAnActionThrowsIsToldAndStopsNoOther() {
    IllegalStateException thrown = new IllegalStateException("a mistake");
    deadlines.arm(
        new Deadline(
            () -> {
              throw thrown;
            }),
        10);
    deadlines.arm(new Deadline(() -> fired.add("other")), 10);
    to(30);
    assertThat(mistakes).containsExactly(thrown);
    assertThat(fired).containsExactly("other");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void allThatAreArmedFireOnceWhateverTheSteps(long seed) {
    Random random = new Random(seed);
    int[] count = new int[500];
    long[] due = new long[count.length];
    for (int i = 0; i < count.length; i++) {
      int at = i;
      due[i] = 1L + random.nextInt(20_000);
      deadlines.arm(new Deadline(() -> count[at]++), due[i]);
    }
    for (long now = 0; now < 21_000; now += 1 + random.nextInt(700)) {
      to(now);
      for (int i = 0; i < count.length; i++) {
        assertThat(count[i]).isEqualTo(due[i] + 10 < now ? 1 : count[i]).isLessThan(2);
        assertThat(count[i] == 0 || due[i] <= now).isTrue();
      }
    }
  }

  /// As Envoy 1.40 does (measured): the minimum, and of the rest as much as is left.
  @ParameterizedTest
  @CsvSource({"0, 10000", "0.75, 2875", "1, 500"})
  void aWaitIsShortenedByItsScale(double reduction, long millis) {
    TimerScale scale = new TimerScale(TimeUnit.MILLISECONDS.toNanos(500), 0);
    scale.reduce(reduction);
    deadlines.arm(new Deadline(() -> fired.add("x")), 10_000, scale);
    to(millis - 1);
    assertThat(fired).isEmpty();
    to(millis + 6);
    assertThat(fired).hasSize(1);
  }

  @Test
  void waitsThatBeganAreShortenedTooAndOthersAreNot() {
    TimerScale scale = new TimerScale(-1, 0.1);
    deadlines.arm(new Deadline(() -> fired.add("scaled")), 10_000, scale);
    deadlines.arm(new Deadline(() -> fired.add("short")), 1_000, scale);
    deadlines.arm(new Deadline(() -> fired.add("fixed")), 10_000);
    to(500);
    scale.reduce(1);
    deadlines.rescale();
    to(510);
    assertThat(fired).containsExactly("short"); // its end had passed already
    to(1_010);
    assertThat(fired).containsExactly("short", "scaled");
    to(10_010);
    assertThat(fired).containsExactly("short", "scaled", "fixed");
  }

  @Test
  void waitsAreLongAgainWhenNothingShortensThem() {
    TimerScale scale = new TimerScale(0, 0);
    scale.reduce(0.5);
    deadlines.arm(new Deadline(() -> fired.add("x")), 1_000, scale);
    scale.reduce(0);
    deadlines.rescale();
    to(990);
    assertThat(fired).isEmpty();
    to(1_010);
    assertThat(fired).containsExactly("x");
  }
}
