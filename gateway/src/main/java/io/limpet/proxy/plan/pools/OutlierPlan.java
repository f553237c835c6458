package io.limpet.proxy.plan.pools;

import java.util.Map;

/// When endpoints are ejected for how they answer (Envoy: outlier_detection.proto). `enforcing` has
/// the percentage of ejections that are carried out, for each reason.
public record OutlierPlan(
    Times times,
    Cap cap,
    Consecutive consecutive,
    SuccessRate successRate,
    FailurePercentage failurePercentage,
    Map<Ejection, Integer> enforcing,
    Options options) {
  public OutlierPlan {
    enforcing = Map.copyOf(enforcing);
  }

  /// An ejection lasts `baseMillis` for each time in a row, `maxMillis` at most, and any part of
  /// `jitterMillis` more; it ends at a tick of `intervalMillis`.
  public record Times(long intervalMillis, long baseMillis, long maxMillis, long jitterMillis) {}

  /// How many endpoints may be ejected at once.
  public record Cap(int percent, boolean alwaysOne) {}

  /// How many bad answers in a row eject.
  public record Consecutive(int serverErrors, int gatewayFailures, int localFailures) {}

  /// Ejects what is `stdevFactor` thousandths of a standard deviation below the average.
  public record SuccessRate(int minimumHosts, int requestVolume, int stdevFactor) {}

  /// Ejects what fails as often as `threshold` percent, whatever the others do.
  public record FailurePercentage(int minimumHosts, int requestVolume, int threshold) {}

  /// `splitLocal`: what fails on this side of the network is counted by itself. `unejectOnCheck`: a
  /// passed health check ends an ejection.
  public record Options(boolean splitLocal, boolean unejectOnCheck) {}

  public int enforcing(Ejection reason) {
    return enforcing.getOrDefault(reason, 0);
  }
}
