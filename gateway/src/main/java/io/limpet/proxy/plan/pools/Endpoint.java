package io.limpet.proxy.plan.pools;

import io.limpet.jwt.Json;
import io.limpet.proxy.plan.pools.EndpointState.HealthFlag;
import io.limpet.proxy.plan.transport.UpstreamTransport;
import java.net.InetSocketAddress;

/// One endpoint of a cluster. `address` is its text as tokens have it: `10.0.0.1:80`, `[::1]:80`.
/// `hostname` is its name where it has one. `hashKey` is what names it in hash tables, its bytes as
/// Latin-1 characters. `status` is the health that configuration gives it; [#health()] is what is
/// known of it now. `metadata` is that of `envoy.lb`, by which subsets are made.
/// `transport` is what carries the bytes there.
public record Endpoint(
    String address,
    InetSocketAddress socketAddress,
    String hostname,
    String hashKey,
    Health status,
    int weight,
    int priority,
    Locality locality,
    Json.Fields metadata,
    UpstreamTransport transport,
    EndpointState state) {
  /// One without metadata, in plain text.
  public Endpoint(
      String address,
      InetSocketAddress socketAddress,
      String hostname,
      String hashKey,
      Health status,
      int weight,
      int priority,
      Locality locality,
      EndpointState state) {
    this(
        address,
        socketAddress,
        hostname,
        hashKey,
        status,
        weight,
        priority,
        locality,
        Json.Fields.NONE,
        UpstreamTransport.PLAIN_TEXT,
        state);
  }

  /// The health now: what configuration says, and what our own checks found (Envoy:
  /// upstream_impl.h, `healthStatus`).
  public Health health() {
    if (state.failed()) {
      return Health.UNHEALTHY;
    }
    return status.mayServe() && state.has(HealthFlag.DEGRADED_ACTIVE_CHECK)
        ? Health.DEGRADED
        : status;
  }

  /// Whether it counts neither for its priority nor against it: it was not checked yet, or it is
  /// draining, which says nothing of those that stay (Envoy 1.40, measured: one healthy and one
  /// draining endpoint of a priority have all of the load).
  boolean excluded() {
    return status == Health.DRAINING || state.excluded();
  }

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

    boolean mayServe() {
      return takesNew() || this == DEGRADED;
    }
  }
}
