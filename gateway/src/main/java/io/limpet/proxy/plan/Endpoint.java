package io.limpet.proxy.plan;

import java.net.InetSocketAddress;

/// One endpoint of a cluster. `address` is its text as tokens have it: `10.0.0.1:80`, `[::1]:80`.
/// `hashKey` is what names it in hash tables, its bytes as Latin-1 characters.
public record Endpoint(
    String address,
    InetSocketAddress socketAddress,
    String hashKey,
    Health health,
    int weight,
    int priority,
    Locality locality,
    EndpointState state) {

  /// Where it runs; empty where that is not known.
  public record Locality(String region, String zone, String subZone) {
    public static final Locality NONE = new Locality("", "", "");
  }

  /// Envoy's HealthStatus.
  public enum Health {
    UNKNOWN,
    HEALTHY,
    UNHEALTHY,
    DRAINING,
    TIMEOUT,
    DEGRADED;

    /// Whether new sessions may begin there while there is nothing better wrong with the cluster.
    public boolean takesNew() {
      return this == UNKNOWN || this == HEALTHY;
    }
  }
}
