package io.limpet.proxy.filter;

import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.Filter;
import io.limpet.proxy.http.FormatText.Asked;
import io.limpet.proxy.log.AccessLogLine;
import java.util.List;

/// Says of every exchange how it ended, on a listener that has access logs.
final class AccessLog implements Filter {
  @Override
  public boolean request(Exchange exchange) {
    return true;
  }

  @Override
  public void end(Exchange exchange) {
    List<AccessLogLine> logs = exchange.serving().logs();
    for (int i = 0; i < logs.size(); i++) {
      logs.get(i).log(Asked.logged(exchange, "DownstreamEnd"));
    }
  }
}
