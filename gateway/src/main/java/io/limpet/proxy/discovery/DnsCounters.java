package io.limpet.proxy.discovery;

import io.limpet.metrics.Metrics;
import java.util.concurrent.atomic.LongAdder;

/// A cluster's look-ups, under Envoy's names.
final class DnsCounters {
  final LongAdder attempts;
  final LongAdder successes;
  final LongAdder failures;
  final LongAdder unchanged;

  DnsCounters(Metrics metrics, String cluster) {
    Metrics.Scope scope = metrics.cluster(cluster);
    attempts = scope.counter("update_attempt");
    successes = scope.counter("update_success");
    failures = scope.counter("update_failure");
    unchanged = scope.counter("update_no_rebuild");
  }
}
