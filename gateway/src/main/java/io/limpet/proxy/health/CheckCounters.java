package io.limpet.proxy.health;

import io.limpet.metrics.Metrics;
import java.util.concurrent.atomic.LongAdder;

/// A cluster's `health_check` numbers, under Envoy's names.
final class CheckCounters {
  final LongAdder attempts;
  final LongAdder successes;
  final LongAdder failures;
  final LongAdder passiveFailures;
  final LongAdder networkFailures;
  final LongAdder healthy;
  final LongAdder degraded;

  CheckCounters(Metrics metrics, String cluster) {
    Metrics.Scope scope = metrics.cluster(cluster);
    attempts = scope.counter("health_check.attempt");
    successes = scope.counter("health_check.success");
    failures = scope.counter("health_check.failure");
    passiveFailures = scope.counter("health_check.passive_failure");
    networkFailures = scope.counter("health_check.network_failure");
    healthy = scope.gauge("health_check.healthy");
    degraded = scope.gauge("health_check.degraded");
  }
}
