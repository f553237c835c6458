package io.limpet.control;

import java.time.Duration;

/// The least time between two tellings of endpoints and of other configuration, and the longest
/// time for which a change of each is held.
public record Limits(
    Duration endpoints, Duration mostEndpoints, Duration other, Duration mostOther) {
  public static final Limits DEFAULT =
      new Limits(
          Duration.ofMillis(20),
          Duration.ofMillis(100),
          Duration.ofMillis(100),
          Duration.ofSeconds(1));
}
