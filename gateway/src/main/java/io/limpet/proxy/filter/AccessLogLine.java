package io.limpet.proxy.filter;

import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.FormatText;
import io.limpet.proxy.http.FormatText.Asked;
import io.limpet.proxy.http.LogFilters;
import io.limpet.proxy.http.RequestLog;
import io.limpet.proxy.plan.HttpPlan.AccessLogPlan;

/// An access log of a listener: a line for what passes its filter.
record AccessLogLine(AccessLogPlan plan, AccessLogWriter writer) implements RequestLog {
  @Override
  public boolean atStart() {
    return plan.atStart();
  }

  @Override
  public void log(Exchange exchange, String type) {
    Asked asked = new Asked(exchange, exchange.response(), "", type);
    if (LogFilters.pass(plan.filter(), asked)) {
      writer.write(FormatText.write(plan.format(), asked));
    }
  }
}
