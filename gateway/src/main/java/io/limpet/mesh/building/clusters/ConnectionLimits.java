package io.limpet.mesh.building.clusters;

import io.limpet.mesh.Cluster;
import io.limpet.mesh.Cluster.Limits;
import io.limpet.mesh.Cluster.Protocol;
import io.limpet.mesh.Cluster.Upstream;
import io.limpet.mesh.Feature;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.building.rules.EffectivePolicy;
import io.limpet.mesh.building.services.MeshService.Port;
import io.limpet.mesh.building.services.PortProtocol;
import io.limpet.model.istio.ConnectionPool;
import io.limpet.model.istio.ConnectionPool.UpgradePolicy;
import io.limpet.model.istio.MeshConfig;
import io.limpet.model.istio.TrafficPolicy.RetryBudget;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a policy's `connectionPool` and `retryBudget` mean for a cluster
/// (`core/cluster_traffic_policy.go` in Istio's pilot).
final class ConnectionLimits {
  private static final double RETRY_BUDGET_PERCENT = 20;
  private static final int RETRY_BUDGET_CONCURRENCY = 3;

  private final MeshConfig mesh;
  private final boolean trackRemaining;
  private final boolean preservesCase;

  ConnectionLimits(MeshOptions options) {
    this.mesh = options.meshConfig();
    this.preservesCase = options.proxyHeaders().preserveHttp1HeaderCase();
    this.trackRemaining = !options.on(Feature.DISABLE_TRACK_REMAINING_CB_METRICS);
  }

  /// Zero and less is no limit: Istio cannot tell 0 from what is not written.
  Limits limits(EffectivePolicy policy) {
    ConnectionPool pool = policy.connectionPool();
    ConnectionPool.Tcp tcp = pool == null ? null : pool.tcp();
    ConnectionPool.Http http = pool == null ? null : pool.http();
    return new Limits(
        tcp == null ? 0 : Math.max(0, tcp.maxConnections()),
        http == null ? 0 : Math.max(0, http.http1MaxPendingRequests()),
        http == null ? 0 : Math.max(0, http.http2MaxRequests()),
        http == null ? 0 : Math.max(0, http.maxRetries()),
        trackRemaining,
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

  Upstream upstream(@Nullable ConnectionPool pool, Port port) {
    ConnectionPool.Tcp tcp = pool == null ? null : pool.tcp();
    ConnectionPool.Http http = pool == null ? null : pool.http();
    Protocol protocol = protocol(http, port);
    return new Upstream(
        tcp == null || tcp.connectTimeout() == null ? mesh.connectTimeout() : tcp.connectTimeout(),
        protocol,
        preservesCase && (port.protocol().http1() || port.protocol() == PortProtocol.UNSUPPORTED),
        idleTimeout(tcp, http),
        tcp == null ? null : tcp.maxConnectionDuration(),
        http == null ? 0 : Math.max(0, http.maxRequestsPerConnection()),
        http == null ? 0 : Math.max(0, http.maxConcurrentStreams()),
        http == null || http.http2KeepAlive() == null
            ? null
            : new Cluster.Http2KeepAlive(
                http.http2KeepAlive().interval(), http.http2KeepAlive().timeout()),
        keepalive(tcp == null ? null : tcp.keepalive()));
  }

  private static @Nullable Duration idleTimeout(
      ConnectionPool.@Nullable Tcp tcp, ConnectionPool.@Nullable Http http) {
    if (http != null && http.idleTimeout() != null) {
      return http.idleTimeout();
    }
    return tcp == null ? null : tcp.idleTimeout();
  }

  /// The mesh's wish to upgrade is for ports that are named as HTTP only.
  private Protocol protocol(ConnectionPool.@Nullable Http http, Port port) {
    if (http != null && http.useClientProtocol()) {
      return Protocol.AS_CALLER;
    }
    boolean upgraded =
        switch (http == null ? UpgradePolicy.DEFAULT : http.h2UpgradePolicy()) {
          case UPGRADE -> true;
          case DO_NOT_UPGRADE -> false;
          case DEFAULT -> mesh.h2UpgradePolicy() == UpgradePolicy.UPGRADE && port.protocol().http();
        };
    return port.http2() || upgraded ? Protocol.HTTP2 : Protocol.HTTP1;
  }

  /// The mesh's, where the rule does not say otherwise field by field.
  private Cluster.@Nullable Keepalive keepalive(ConnectionPool.@Nullable Keepalive own) {
    ConnectionPool.Keepalive ofMesh = mesh.tcpKeepalive();
    if (own == null || ofMesh == null) {
      ConnectionPool.Keepalive only = own == null ? ofMesh : own;
      return only == null
          ? null
          : new Cluster.Keepalive(only.probes(), only.time(), only.interval());
    }
    return new Cluster.Keepalive(
        own.probes() > 0 ? own.probes() : ofMesh.probes(),
        own.time() == null ? ofMesh.time() : own.time(),
        own.interval() == null ? ofMesh.interval() : own.interval());
  }
}
