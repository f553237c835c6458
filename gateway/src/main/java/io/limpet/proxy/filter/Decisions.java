package io.limpet.proxy.filter;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.balance.Reason;
import java.util.concurrent.atomic.LongAdder;

/// How often each reason led to an endpoint, or to none: `limpet.session.decisions` by `reason`.
final class Decisions {
  private final LongAdder[] byReason = new LongAdder[Reason.values().length];

  Decisions(Metrics metrics) {
    for (Reason reason : Reason.values()) {
      byReason[reason.ordinal()] =
          metrics.limpet().counter("session.decisions", "reason", reason.word());
    }
  }

  void count(Reason reason) {
    byReason[reason.ordinal()].increment();
  }
}
