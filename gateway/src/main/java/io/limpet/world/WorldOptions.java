package io.limpet.world;

import io.limpet.world.pods.PodTimings;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;

/// What a world is made with.
public record WorldOptions(Clock clock, RandomGenerator random, PodTimings timings) {
  private static final String STICKY_DELAY = "LIMPET_STICKY_DELAY";

  /// The real clock and chance. The variable `LIMPET_STICKY_DELAY` (`5s`, `200ms`) changes how
  /// long the first call of a user takes in the built-in `sticky-svc`.
  public static WorldOptions standard(Map<String, String> environment) {
    String delay = environment.getOrDefault(STICKY_DELAY, "");
    PodTimings timings =
        delay.isEmpty() ? PodTimings.DEFAULT : PodTimings.DEFAULT.withStickyDelay(duration(delay));
    return new WorldOptions(Clock.systemUTC(), RandomGenerator.getDefault(), timings);
  }

  private static Duration duration(String text) {
    String word = text.strip().toLowerCase(Locale.ROOT);
    try {
      return word.endsWith("ms")
          ? Duration.ofMillis(Long.parseLong(word.substring(0, word.length() - 2)))
          : Duration.ofNanos(
              (long) (1e9 * Double.parseDouble(word.endsWith("s") ? chopped(word) : word)));
    } catch (NumberFormatException wrong) {
      throw new IllegalArgumentException(
          STICKY_DELAY + "=" + text + " is no duration; write for example 5s or 200ms", wrong);
    }
  }

  private static String chopped(String word) {
    return word.substring(0, word.length() - 1);
  }
}
