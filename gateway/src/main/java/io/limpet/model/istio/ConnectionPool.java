package io.limpet.model.istio;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Limits on connections and requests. A number is 0 where not written: Istio cannot tell the two.
public record ConnectionPool(@Nullable Tcp tcp, @Nullable Http http) {
  public record Tcp(
      int maxConnections,
      @Nullable Duration connectTimeout,
      @Nullable Keepalive keepalive,
      @Nullable Duration maxConnectionDuration,
      @Nullable Duration idleTimeout) {}

  public record Keepalive(int probes, @Nullable Duration time, @Nullable Duration interval) {}

  public record Http(
      int http1MaxPendingRequests,
      int http2MaxRequests,
      int maxRequestsPerConnection,
      int maxRetries,
      @Nullable Duration idleTimeout,
      UpgradePolicy h2UpgradePolicy,
      boolean useClientProtocol,
      int maxConcurrentStreams,
      @Nullable Http2KeepAlive http2KeepAlive) {}

  public record Http2KeepAlive(@Nullable Duration interval, @Nullable Duration timeout) {}

  public enum UpgradePolicy {
    DEFAULT,
    DO_NOT_UPGRADE,
    UPGRADE
  }
}
