package io.limpet.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/// The turns of the loop end by hand.
final class FlushesTest {
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final List<Throwable> mistakes = new ArrayList<>();
  private final List<Integer> sent = new ArrayList<>();
  private final Flushes flushes = new Flushes(tasks::add, mistakes::add);

  private void due(int number) {
    flushes.soon(() -> sent.add(number));
  }

  private void turnEnds() {
    for (Runnable each = tasks.poll(); each != null; each = tasks.poll()) {
      each.run();
    }
  }

  @Test
  void whatWasWrittenInOneTurnGoesOutAtItsEndInOrder() {
    due(1);
    due(2);
    assertThat(sent).isEmpty();
    assertThat(tasks).hasSize(1);
    turnEnds();
    assertThat(sent).containsExactly(1, 2);
    due(3);
    turnEnds();
    assertThat(sent).containsExactly(1, 2, 3);
  }

  @Test
  void whatAFlushMakesDueGoesOutInTheSameTurn() {
    flushes.soon(() -> due(1));
    due(2);
    turnEnds();
    assertThat(sent).containsExactly(2, 1);
    assertThat(tasks).isEmpty();
  }

  @Test
  void aLongTurnDoesNotHoldBackMoreThanSoMany() {
    for (int i = 0; i < 100; i++) {
      due(i);
    }
    assertThat(sent).hasSize(64).startsWith(0, 1, 2).isSorted();
    turnEnds();
    assertThat(sent).hasSize(100).isSorted();
  }

  @Test
  void oneThatFailsStopsNoOther() {
    IllegalStateException mistake = new IllegalStateException("ours");
    flushes.soon(
        () -> {
          throw mistake;
        });
    due(1);
    turnEnds();
    assertThat(sent).containsExactly(1);
    assertThat(mistakes).containsExactly(mistake);
  }
}
