package io.limpet.proxy.log;

import io.limpet.proxy.plan.AccessLogPlan;

/// An access log: a line for what passes its filter.
public record AccessLogLine(AccessLogPlan plan, AccessLogWriter writer) {
  /// Whether there is a line when a request begins, too.
  public boolean atStart() {
    return plan.atStart();
  }

  public void log(LogSubject subject) {
    if (LogFilters.pass(plan.filter(), subject)) {
      writer.write(FormatWriter.write(plan.format(), subject));
    }
  }
}
