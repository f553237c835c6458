package io.limpet.proxy.plan;

import io.limpet.proxy.plan.pools.OutlierPlan;
import io.limpet.proxy.plan.transport.UpstreamTransport;
import java.net.InetSocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How it is found out which of a cluster's endpoints may serve, beside what configuration says of
/// them. `targets` are the endpoints that are checked, by address. Of several findings within
/// `mergeMillis`, choices follow the first at once and the others together (Envoy:
/// cluster.proto, `update_merge_window`).
public record HealthPlan(
    @Nullable HealthCheckPlan check,
    Map<String, Target> targets,
    @Nullable OutlierPlan outliers,
    long mergeMillis) {
  public static final HealthPlan NONE = new HealthPlan(null, Map.of(), null, 0);

  public HealthPlan {
    targets = Map.copyOf(targets);
  }

  /// Where an endpoint is asked, for which host, and by what the bytes are carried; `transport` is
  /// null where that cannot be had, and each check fails then. `serverName` is what TLS asks for.
  public record Target(
      InetSocketAddress address,
      String host,
      @Nullable UpstreamTransport transport,
      String serverName) {

    /// What `:scheme` says in HTTP/2.
    public String scheme() {
      return transport != null && transport.tls() != null ? "https" : "http";
    }
  }

  public boolean isNone() {
    return check == null && outliers == null;
  }
}
