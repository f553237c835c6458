package io.limpet.proxy.filter;

import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.Filter;
import io.limpet.proxy.http.FormatText.Asked;
import io.limpet.proxy.log.AccessLogLine;
import java.util.List;

/// Says of every exchange that it began, in access logs that want that: once its route is known,
/// and before any filter has seen it (Envoy: conn_manager_impl.cc, `flushAccessLogOnNewRequest`).
final class AccessLogStart implements Filter {
  @Override
  public boolean request(Exchange exchange) {
    List<AccessLogLine> logs = exchange.serving().logs();
    for (int i = 0; i < logs.size(); i++) {
      if (logs.get(i).atStart()) {
        logs.get(i).log(Asked.logged(exchange, "DownstreamStart"));
      }
    }
    return true;
  }
}
