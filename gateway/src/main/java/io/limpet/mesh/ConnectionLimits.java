package io.limpet.mesh;

import io.limpet.mesh.Cluster.Limits;
import io.limpet.mesh.Cluster.Protocol;
import io.limpet.mesh.Cluster.Upstream;
import io.limpet.mesh.MeshService.Port;
import io.limpet.model.istio.ConnectionPool;
import io.limpet.model.istio.ConnectionPool.UpgradePolicy;
import io.limpet.model.istio.TrafficPolicy.RetryBudget;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a policy's `connectionPool` and `retryBudget` mean for a cluster
/// (`core/cluster_traffic_policy.go` in Istio's pilot).
final class ConnectionLimits {
  /// The mesh's `connectTimeout`, as Istio installs it.
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private static final double RETRY_BUDGET_PERCENT = 20;
  private static final int RETRY_BUDGET_CONCURRENCY = 3;

  private ConnectionLimits() {}

  /// Zero and less is no limit: Istio cannot tell 0 from what is not written.
  static Limits limits(EffectivePolicy policy) {
    ConnectionPool pool = policy.connectionPool();
    ConnectionPool.Tcp tcp = pool == null ? null : pool.tcp();
    ConnectionPool.Http http = pool == null ? null : pool.http();
    return new Limits(
        tcp == null ? 0 : Math.max(0, tcp.maxConnections()),
        http == null ? 0 : Math.max(0, http.http1MaxPendingRequests()),
        http == null ? 0 : Math.max(0, http.http2MaxRequests()),
        http == null ? 0 : Math.max(0, http.maxRetries()),
        budget(policy.retryBudget()));
  }

  private static Cluster.@Nullable Budget budget(@Nullable RetryBudget written) {
    if (written == null) {
      return null;
    }
    int concurrency = written.minRetryConcurrency();
    return new Cluster.Budget(
        written.percent() == null ? RETRY_BUDGET_PERCENT : written.percent(),
        concurrency == 0 ? RETRY_BUDGET_CONCURRENCY : concurrency);
  }

  static Upstream upstream(@Nullable ConnectionPool pool, Port port) {
    ConnectionPool.Tcp tcp = pool == null ? null : pool.tcp();
    ConnectionPool.Http http = pool == null ? null : pool.http();
    Protocol protocol = protocol(http, port);
    return new Upstream(
        tcp == null || tcp.connectTimeout() == null ? CONNECT_TIMEOUT : tcp.connectTimeout(),
        protocol,
        idleTimeout(tcp, http),
        tcp == null ? null : tcp.maxConnectionDuration(),
        http == null ? 0 : Math.max(0, http.maxRequestsPerConnection()),
        http == null || protocol != Protocol.HTTP2 ? 0 : Math.max(0, http.maxConcurrentStreams()),
        tcp == null ? null : keepalive(tcp.keepalive()));
  }

  private static @Nullable Duration idleTimeout(
      ConnectionPool.@Nullable Tcp tcp, ConnectionPool.@Nullable Http http) {
    if (http != null && http.idleTimeout() != null) {
      return http.idleTimeout();
    }
    return tcp == null ? null : tcp.idleTimeout();
  }

  private static Protocol protocol(ConnectionPool.@Nullable Http http, Port port) {
    if (http != null && http.useClientProtocol()) {
      return Protocol.AS_CALLER;
    }
    boolean upgraded = http != null && http.h2UpgradePolicy() == UpgradePolicy.UPGRADE;
    return port.http2() || upgraded ? Protocol.HTTP2 : Protocol.HTTP1;
  }

  private static Cluster.@Nullable Keepalive keepalive(ConnectionPool.@Nullable Keepalive written) {
    return written == null
        ? null
        : new Cluster.Keepalive(written.probes(), written.time(), written.interval());
  }
}
