package io.limpet.proxy.health;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.plan.pools.Ejection;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// A cluster's `outlier_detection` numbers, under Envoy's names; three of them are older names that
/// Envoy still counts by.
final class OutlierCounters {
  private static final String PREFIX = "outlier_detection.ejections_";

  final LongAdder active;
  private final LongAdder enforcedTotal;
  private final LongAdder total;
  private final LongAdder overflow;
  private final LongAdder consecutive;
  private final LongAdder successRate;
  private final Map<Ejection, LongAdder> detected = new EnumMap<>(Ejection.class);
  private final Map<Ejection, LongAdder> enforced = new EnumMap<>(Ejection.class);

  OutlierCounters(Metrics metrics, String cluster) {
    Metrics.Scope scope = metrics.cluster(cluster);
    active = scope.gauge(PREFIX + "active");
    enforcedTotal = scope.counter(PREFIX + "enforced_total");
    total = scope.counter(PREFIX + "total");
    overflow = scope.counter(PREFIX + "overflow");
    consecutive = scope.counter(PREFIX + "consecutive_5xx");
    successRate = scope.counter(PREFIX + "success_rate");
    for (Ejection reason : Ejection.values()) {
      detected.put(reason, scope.counter(PREFIX + "detected_" + reason.statName()));
      enforced.put(reason, scope.counter(PREFIX + "enforced_" + reason.statName()));
    }
  }

  void detected(Ejection reason) {
    count(detected, reason);
    switch (reason) {
      case CONSECUTIVE_5XX -> consecutive.increment();
      case SUCCESS_RATE -> successRate.increment();
      case CONSECUTIVE_GATEWAY_FAILURE,
          CONSECUTIVE_LOCAL_ORIGIN_FAILURE,
          LOCAL_ORIGIN_SUCCESS_RATE,
          FAILURE_PERCENTAGE,
          LOCAL_ORIGIN_FAILURE_PERCENTAGE -> {}
    }
  }

  /// There is room to eject it; chance may still spare it.
  void allowed(Ejection reason) {
    if (reason == Ejection.CONSECUTIVE_5XX || reason == Ejection.SUCCESS_RATE) {
      total.increment();
    }
  }

  void ejected(Ejection reason) {
    active.increment();
    enforcedTotal.increment();
    count(enforced, reason);
  }

  /// Another would have been ejected, were there not too many already.
  void tooMany() {
    overflow.increment();
  }

  private static void count(Map<Ejection, LongAdder> counters, Ejection reason) {
    LongAdder counter = counters.get(reason);
    if (counter != null) {
      counter.increment();
    }
  }
}
