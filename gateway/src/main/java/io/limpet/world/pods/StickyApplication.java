package io.limpet.world.pods;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The walk-through's `sticky-svc`: slow on the first call of a user, then quick, because it keeps
/// what it worked out. So a caller feels at once whether they came back to the same pod.
final class StickyApplication implements Application {
  private static final int CACHED_USERS = 100_000;

  private final String pod;
  private final Duration delay;
  private final CountDownLatch stopped = new CountDownLatch(1);
  // under its own monitor
  private final SequencedMap<String, Long> preparedAtNanos = new LinkedHashMap<>();

  StickyApplication(String pod, Duration delay) {
    this.pod = pod;
    this.delay = delay;
  }

  @Override
  public Answer answer(Request request) throws InterruptedException {
    if (!request.path().equals("/ping")) {
      return new Answer(404, "text/plain; charset=utf-8", "404 page not found\n");
    }
    long began = System.nanoTime();
    String user = request.headers().getOrDefault("x-user", "");
    long wait = preparedAt(user, began) - began;
    if (wait > 0) {
      stopped.await(wait, TimeUnit.NANOSECONDS);
    }
    String took = goDuration(System.nanoTime() - began);
    String text =
        "Call was processed by host " + pod + " for user " + user + " and it took " + took + "\n";
    return new Answer(200, "text/plain; charset=utf-8", text);
  }

  /// Ends every wait: the pod is gone.
  void stop() {
    stopped.countDown();
  }

  private long preparedAt(String user, long nowNanos) {
    synchronized (preparedAtNanos) {
      Long known = preparedAtNanos.get(user);
      if (known != null) {
        return known;
      }
      if (preparedAtNanos.size() == CACHED_USERS) {
        preparedAtNanos.pollFirstEntry();
      }
      preparedAtNanos.put(user, nowNanos + delay.toNanos());
      return nowNanos + delay.toNanos();
    }
  }

  /// As Go prints a `time.Duration`: the largest unit that leaves a whole part, without zeros at
  /// the end.
  static String goDuration(long nanos) {
    if (nanos < 1_000) {
      return nanos + "ns";
    }
    if (nanos < 1_000_000) {
      return decimal(nanos, 3) + "µs";
    }
    if (nanos < 1_000_000_000) {
      return decimal(nanos, 6) + "ms";
    }
    long minutes = nanos / 60_000_000_000L;
    String seconds = decimal(nanos % 60_000_000_000L, 9) + "s";
    if (minutes == 0) {
      return seconds;
    }
    return (minutes < 60 ? "" : minutes / 60 + "h") + minutes % 60 + "m" + seconds;
  }

  private static String decimal(long value, int places) {
    return java.math.BigDecimal.valueOf(value, places).stripTrailingZeros().toPlainString();
  }
}
