package io.limpet.xds.server;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// Lets only so many streams have much on the way at once: when a control plane starts, all of its
/// gateways come back at the same time, and everything for each of them at once would fill the
/// memory (istiod limits its pushes for the same reason, `PILOT_PUSH_THROTTLE`).
///
/// A turn ends when the connection has taken all, or after a time: who reads slowly holds nobody
/// back.
final class Turns {
  private static final int AT_ONCE = 16;
  private static final int LONGEST_MILLIS = 500;

  private final Executor executor;
  private final Set<Turn> taken = new HashSet<>(); // guarded by this
  private final Deque<Turn> waiting = new ArrayDeque<>(); // guarded by this

  Turns(Executor executor) {
    this.executor = executor;
  }

  /// A stream's place: it waits, has its turn, or is over. `resume` is called when it comes.
  static final class Turn {
    private final Runnable resume;

    private Turn(Runnable resume) {
      this.resume = resume;
    }
  }

  /// Asks for a turn; [#has] tells whether it is there already.
  synchronized Turn ask(Runnable resume) {
    Turn turn = new Turn(resume);
    if (taken.size() < AT_ONCE) {
      begin(turn);
    } else {
      waiting.add(turn);
    }
    return turn;
  }

  synchronized boolean has(Turn turn) {
    return !waiting.contains(turn);
  }

  private void begin(Turn turn) {
    taken.add(turn);
    CompletableFuture.delayedExecutor(LONGEST_MILLIS, TimeUnit.MILLISECONDS, executor)
        .execute(() -> end(turn));
  }

  /// It is over, also where it never came.
  void end(Turn turn) {
    Turn next;
    synchronized (this) {
      waiting.remove(turn);
      if (!taken.remove(turn) || waiting.isEmpty()) {
        return;
      }
      next = waiting.removeFirst();
      begin(next);
    }
    next.resume.run();
  }
}
