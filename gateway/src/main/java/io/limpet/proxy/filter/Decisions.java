package io.limpet.proxy.filter;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.balance.Reason;
import java.util.EnumMap;
import java.util.concurrent.atomic.LongAdder;

/// How often each reason led to an endpoint, or to none: `limpet.session.decisions` by `reason`.
final class Decisions {
  private final EnumMap<Reason, LongAdder> byReason = new EnumMap<>(Reason.class);

  Decisions(Metrics metrics) {
    for (Reason reason : Reason.values()) {
      byReason.put(reason, metrics.limpet().counter("session.decisions", "reason", reason.word()));
    }
  }

  void count(Reason reason) {
    LongAdder counter = byReason.get(reason);
    if (counter != null) {
      counter.increment();
    }
  }
}
