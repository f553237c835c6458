package io.limpet;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Waits for what another thread or process is about to do: looks again and again until a deadline,
/// so a test takes as long as it must and never sleeps a guessed time.
public final class Await {
  private static final Duration USUAL_LIMIT = Duration.ofSeconds(10);
  private static final long PAUSE_NANOS = Duration.ofMillis(2).toNanos();

  private Await() {}

  /// Returns once `condition` holds, and fails after ten seconds, saying `what` did not come.
  public static void until(String what, BooleanSupplier condition) {
    until(what, USUAL_LIMIT, condition);
  }

  /// The same with a limit of the caller's choice.
  public static void until(String what, Duration limit, BooleanSupplier condition) {
    value(what, limit, () -> condition.getAsBoolean() ? Boolean.TRUE : null);
  }

  /// The first value that is not null; asked for until ten seconds are over.
  public static <T> T value(String what, Supplier<@Nullable T> source) {
    return value(what, USUAL_LIMIT, source);
  }

  /// The same with a limit of the caller's choice.
  public static <T> T value(String what, Duration limit, Supplier<@Nullable T> source) {
    long start = System.nanoTime();
    while (true) {
      @Nullable T value = source.get();
      if (value != null) {
        return value;
      }
      if (System.nanoTime() - start > limit.toNanos()) {
        throw new AssertionError("after " + limit.toMillis() + " ms still not: " + what);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
