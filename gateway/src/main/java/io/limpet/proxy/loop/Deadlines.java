package io.limpet.proxy.loop;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The deadlines of one event loop, on a hashed wheel: a ring of lists, one for each tick.
///
/// Nearly every deadline is called off before it is reached, so arming and disarming are what must
/// be cheap: four pointers each, no object, and no task of the event loop, whose queue would sort
/// each one (Varghese and Lauck, "Hashed and hierarchical timing wheels", scheme 6). The loop is
/// woken only for ticks that have something in their list. Nothing fires early; it may be late by
/// one tick.
public final class Deadlines {
  static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  /// A century: what is longer is for ever, and sums of it stay numbers.
  private static final long MOST_NANOS = TimeUnit.DAYS.toNanos(36_500);

  private static final int SLOTS = 1024;

  private final ScheduledExecutorService loop;
  private final LoopClock clock;
  private final Consumer<Throwable> mistakes;
  private final long start;
  private final Deadline[] slots = new Deadline[SLOTS];
  private long visited; // event loop only
  private long nextWake = Long.MAX_VALUE; // event loop only

  /// `mistakes` is told what an action throws; the others are run all the same.
  public Deadlines(ScheduledExecutorService loop, LoopClock clock, Consumer<Throwable> mistakes) {
    this.loop = loop;
    this.mistakes = mistakes;
    this.clock = clock;
    this.start = clock.nanoTime();
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = ring();
    }
  }

  /// Arms a deadline anew, whether it was armed or not. Without a delay (0) it is only disarmed:
  /// configuration says 0 for "no limit".
  public void arm(Deadline deadline, long delayMillis) {
    arm(deadline, delayMillis, TimerScale.NONE);
  }

  /// The same for a wait that may be shortened.
  public void arm(Deadline deadline, long delayMillis, TimerScale scale) {
    deadline.unlink();
    if (delayMillis <= 0) {
      return;
    }
    deadline.armedNanos = elapsed();
    deadline.delayNanos = Math.min(TimeUnit.MILLISECONDS.toNanos(delayMillis), MOST_NANOS);
    deadline.scale = scale;
    place(deadline);
  }

  private void place(Deadline deadline) {
    long at = deadline.armedNanos + deadline.scale.scaled(deadline.delayNanos);
    deadline.tick = Math.max(at / TICK_NANOS, visited) + 1;
    deadline.linkBefore(slot(deadline.tick));
    if (deadline.tick < nextWake) {
      wakeAt(deadline.tick);
    }
  }

  /// Waits that may be shortened last as long as their scales say now, those that began before too.
  public void rescale() {
    Deadline moving = ring();
    for (Deadline slot : slots) {
      for (Deadline each = slot.next; each != null && each != slot; ) {
        Deadline following = each.next;
        if (each.scale != TimerScale.NONE) {
          each.unlink();
          each.linkBefore(moving);
        }
        each = following;
      }
    }
    for (Deadline each = moving.next; each != null && each != moving; each = moving.next) {
      each.unlink();
      place(each);
    }
  }

  public void disarm(Deadline deadline) {
    deadline.unlink();
  }

  private void wakeAt(long tick) {
    nextWake = tick;
    long delay = tick * TICK_NANOS - elapsed();
    var _ = loop.schedule(this::advance, Math.max(delay, 0), TimeUnit.NANOSECONDS);
  }

  /// Fires what is due. An action may arm or disarm any deadline, also one that is due as well, so
  /// those are first moved to a list of their own.
  void advance() {
    long now = elapsed() / TICK_NANOS;
    Deadline due = ring();
    for (long tick = Math.max(visited + 1, now - SLOTS + 1); tick <= now; tick++) {
      collect(slot(tick), now, due);
    }
    visited = now;
    if (nextWake <= now) {
      nextWake = Long.MAX_VALUE;
    }
    for (Deadline each = due.next; each != null && each != due; each = due.next) {
      each.unlink();
      run(each);
    }
    wakeForTheNext(now);
  }

  private void run(Deadline due) {
    try {
      due.action.run();
    } catch (RuntimeException | AssertionError mistake) {
      mistakes.accept(mistake);
      due.afterMistake.run();
    }
  }

  private static void collect(Deadline slot, long now, Deadline due) {
    Deadline each = slot.next;
    while (each != null && each != slot) {
      Deadline following = each.next;
      if (each.tick <= now) {
        each.unlink();
        each.linkBefore(due);
      }
      each = following;
    }
  }

  private void wakeForTheNext(long now) {
    for (long tick = now + 1; tick <= now + SLOTS && tick < nextWake; tick++) {
      Deadline slot = slot(tick);
      if (slot.next != slot) {
        wakeAt(tick);
        return;
      }
    }
  }

  private Deadline slot(long tick) {
    return slots[(int) (tick & (SLOTS - 1))];
  }

  private long elapsed() {
    return clock.nanoTime() - start;
  }

  private static Deadline ring() {
    Deadline ring = new Deadline(() -> {});
    ring.previous = ring;
    ring.next = ring;
    return ring;
  }
}
