package io.limpet.proxy.loop;

import org.jspecify.annotations.Nullable;

/// Something that happens unless it is called off in time. Made once for each wait and armed again
/// and again; event loop only.
public final class Deadline {
  final Runnable action;
  final Runnable afterMistake;
  @Nullable Deadline previous; // event loop only, like the rest
  @Nullable Deadline next;
  long tick;
  long armedNanos;
  long delayNanos;
  TimerScale scale = TimerScale.NONE;

  public Deadline(Runnable action) {
    this(action, () -> {});
  }

  /// `afterMistake` runs where the action throws: it ends what the deadline was for.
  public Deadline(Runnable action, Runnable afterMistake) {
    this.action = action;
    this.afterMistake = afterMistake;
  }

  /// Whether it is armed.
  public boolean armed() {
    return next != null;
  }

  void linkBefore(Deadline other) {
    Deadline last = other.previous == null ? other : other.previous;
    previous = last;
    next = other;
    last.next = this;
    other.previous = this;
  }

  void unlink() {
    if (previous != null && next != null) {
      previous.next = next;
      next.previous = previous;
    }
    previous = null;
    next = null;
  }
}
