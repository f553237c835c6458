package io.limpet.proxy.plan;

import java.net.InetSocketAddress;

/// One endpoint of a cluster. `address` is its text as tokens and hash keys have it: `10.0.0.1:80`,
/// `[::1]:80`.
public record Endpoint(
    String address,
    InetSocketAddress socketAddress,
    String hashKey,
    Health health,
    int weight,
    EndpointState state) {

  /// Envoy's HealthStatus.
  public enum Health {
    UNKNOWN,
    HEALTHY,
    UNHEALTHY,
    DRAINING,
    TIMEOUT,
    DEGRADED;

    /// Whether new sessions may begin there.
    public boolean takesNew() {
      return this == UNKNOWN || this == HEALTHY;
    }
  }
}
