package io.limpet.proxy.filter;

import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.FormatText;
import io.limpet.proxy.plan.FormatString;

/// A line about an exchange that is over.
final class AccessLogLine {
  private AccessLogLine() {}

  static String of(FormatString format, Exchange exchange) {
    var asked = new FormatText.Asked(exchange, exchange.response(), "", "DownstreamEnd");
    StringBuilder line = new StringBuilder(256);
    FormatText.append(format, asked, "-", line);
    return line.toString();
  }
}
