package io.limpet.proxy.http;

/// Where a line is written for each exchange that ends, and, if `atStart`, for each that begins.
public interface RequestLog {
  boolean atStart();

  /// `type` is Envoy's AccessLogType.
  void log(Exchange exchange, String type);
}
