package io.limpet.proxy.loop;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// What was written in one turn of an event loop goes out at the turn's end: the sends of many
/// connections follow one another, and a process that gets several of them is woken by the first
/// alone, not by each. In a long turn, what waits goes out before it is too much.
final class Flushes {
  private static final int MOST = 64;

  private final Executor loop;
  private final Consumer<Throwable> mistakes;
  private final ArrayDeque<Runnable> due = new ArrayDeque<>(MOST); // event loop only, like all
  private final Runnable end = this::end;
  private boolean awaited;

  /// `mistakes` is told what a flush throws; the others are run all the same.
  Flushes(Executor loop, Consumer<Throwable> mistakes) {
    this.loop = loop;
    this.mistakes = mistakes;
  }

  void soon(Runnable flush) {
    due.add(flush);
    if (due.size() == MOST) {
      flush();
    } else if (!awaited) {
      awaited = true;
      loop.execute(end);
    }
  }

  private void end() {
    awaited = false;
    flush();
  }

  /// One of them may make another due.
  private void flush() {
    for (Runnable each = due.poll(); each != null; each = due.poll()) {
      try {
        each.run();
      } catch (RuntimeException | AssertionError mistake) {
        mistakes.accept(mistake);
      }
    }
  }
}
