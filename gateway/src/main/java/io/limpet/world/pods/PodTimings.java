package io.limpet.world.pods;

import java.time.Duration;

/// How long things take in the life of a pod.
///
/// @param stickyDelay what the built-in `sticky-svc` needs for the first call of a user
/// @param drain how long a terminating built-in keeps serving, so that pinned callers can finish
/// @param notice between a pod's end being announced and its program being told, so that gateways
///     know before connections are refused
/// @param linger how long a built-in still answers after it is out of every EndpointSlice
/// @param firstBackOff before the first restart; each further one waits twice as long
/// @param longestBackOff where that doubling stops
/// @param stable a program that ran for so long starts again with the first back-off
public record PodTimings(
    Duration stickyDelay,
    Duration drain,
    Duration notice,
    Duration linger,
    Duration firstBackOff,
    Duration longestBackOff,
    Duration stable) {
  public static final PodTimings DEFAULT =
      new PodTimings(
          Duration.ofSeconds(5),
          Duration.ofSeconds(3),
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          Duration.ofMillis(250),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30));

  public PodTimings withStickyDelay(Duration delay) {
    return new PodTimings(delay, drain, notice, linger, firstBackOff, longestBackOff, stable);
  }
}
