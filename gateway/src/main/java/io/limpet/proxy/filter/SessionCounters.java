package io.limpet.proxy.filter;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.plan.filter.SessionPlan;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// What is counted of a `stateful_session` filter that has a `stat_prefix`, under Envoy's names.
///
/// `failedOpen` has the first visits too: all that were not served by the endpoint they asked for.
record SessionCounters(
    LongAdder routed, LongAdder failedOpen, LongAdder failedClosed, LongAdder noSession) {
  /// Null where a filter's sessions are not to be counted.
  static @Nullable SessionCounters of(
      Metrics.Scope listener, Metrics.Scope process, SessionPlan session) {
    SessionPlan.Stats stats =
        switch (session) {
          case SessionPlan.Off() -> SessionPlan.Stats.NONE;
          case SessionPlan.Stateless(SessionPlan.Stats own) -> own;
          case SessionPlan.Pinned pinned -> pinned.stats();
        };
    if (stats.prefix().isEmpty()) {
      return null;
    }
    Metrics.Scope scope = stats.ofRoute() ? process : listener;
    String name = "stateful_session." + stats.prefix() + ".";
    return new SessionCounters(
        scope.counter(name + "routed"),
        scope.counter(name + "failed_open"),
        scope.counter(name + "failed_closed"),
        scope.counter(name + "no_session"));
  }
}
