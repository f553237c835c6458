package io.limpet.proxy.http;

import io.limpet.proxy.plan.Http2Plan.Resets;

/// Whether a client mostly gives its requests up before they are answered, which costs it nothing
/// and endpoints much (Envoy: conn_manager_impl.cc, `maybeDrainDueToPrematureResets`).
final class PrematureResets {
  private final Resets limits;
  private long ended; // event loop only, like the rest
  private long premature;
  private boolean reached;

  PrematureResets(Resets limits) {
    this.limits = limits;
  }

  /// A stream is over, `status` 0 where it was not answered. True, once, where its connection is to
  /// end: half of its streams were given up, or half of the limit already.
  boolean over(int status, long lifeMillis) {
    ended++;
    if (status == 0 && lifeMillis / 1000 <= limits.lifeSeconds()) {
      premature++;
    }
    boolean before = reached;
    reached |= premature > 0 && premature * 2 >= Math.max(ended, limits.streams());
    return reached && !before;
  }
}
