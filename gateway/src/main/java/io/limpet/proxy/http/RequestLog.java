package io.limpet.proxy.http;

/// Where a line is written for each exchange that ends.
public interface RequestLog {
  void log(Exchange exchange);
}
