package io.limpet.xds.translate;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.Message;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.filters.http.cors.v3.Cors;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.HTTPFault;
import io.envoyproxy.envoy.extensions.filters.http.grpc_stats.v3.FilterConfig;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSession;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.ForwardClientCertDetails;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.PathWithEscapedSlashesAction;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.SetCurrentClientCertDetails;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.UpgradeConfig;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.Rds;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.RequestIDExtension;
import io.envoyproxy.envoy.extensions.request_id.uuid.v3.UuidRequestIdConfig;
import io.limpet.mesh.IstioVersion;
import io.limpet.mesh.MeshOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Listeners of a gateway with HTTP (`buildGatewayConnectionManager` in Istio's
/// `core/gateway.go`), without the filters that only Istio's own build of Envoy has.
final class ListenerTranslator {
  private static final Duration TRANSPORT_SOCKET_TIMEOUT = Duration.ofSeconds(15);

  private final List<HttpFilter> filters;
  private final List<AccessLog> accessLogs;

  ListenerTranslator(MeshOptions options) {
    this.filters = filters(options.istioVersion());
    this.accessLogs = AccessLogTranslator.logs(options.accessLogFile());
  }

  /// The order is Istio's; sessions came in 1.17.
  private static List<HttpFilter> filters(IstioVersion version) {
    List<HttpFilter> filters = new ArrayList<>();
    filters.add(
        filter(
            "envoy.filters.http.grpc_stats",
            FilterConfig.newBuilder()
                .setEmitFilterState(true)
                .setStatsForAllMethods(BoolValue.of(false))
                .build()));
    filters.add(filter("envoy.filters.http.fault", HTTPFault.getDefaultInstance()));
    filters.add(filter("envoy.filters.http.cors", Cors.getDefaultInstance()));
    if (version.atLeast(17)) {
      filters.add(filter(SessionTranslator.FILTER, StatefulSession.getDefaultInstance()));
    }
    filters.add(filter("envoy.filters.http.router", Router.getDefaultInstance()));
    return filters;
  }

  private static HttpFilter filter(String name, Message configuration) {
    return HttpFilter.newBuilder().setName(name).setTypedConfig(Any.pack(configuration)).build();
  }

  Listener listener(io.limpet.mesh.Listener listener) {
    SocketAddress address =
        SocketAddress.newBuilder()
            .setAddress(listener.address())
            .setPortValue(listener.port())
            .build();
    Filter manager =
        Filter.newBuilder()
            .setName("envoy.filters.network.http_connection_manager")
            .setTypedConfig(Any.pack(manager(listener)))
            .build();
    return Listener.newBuilder()
        .setName(listener.name())
        .setAddress(Address.newBuilder().setSocketAddress(address))
        .setTrafficDirection(TrafficDirection.OUTBOUND)
        .setMaxConnectionsToAcceptPerSocketEvent(UInt32Value.of(1))
        .addFilterChains(
            FilterChain.newBuilder()
                .addFilters(manager)
                .setTransportSocketConnectTimeout(Messages.duration(TRANSPORT_SOCKET_TIMEOUT)))
        .build();
  }

  private HttpConnectionManager manager(io.limpet.mesh.Listener listener) {
    return HttpConnectionManager.newBuilder()
        .setStatPrefix("outbound_" + listener.name() + ";")
        .setRds(
            Rds.newBuilder().setConfigSource(Messages.ADS).setRouteConfigName(listener.routes()))
        .addAllHttpFilters(filters)
        .addAllAccessLog(accessLogs)
        .setServerName("istio-envoy")
        .setUseRemoteAddress(BoolValue.of(true))
        .setForwardClientCertDetails(ForwardClientCertDetails.SANITIZE_SET)
        .setSetCurrentClientCertDetails(
            SetCurrentClientCertDetails.newBuilder()
                .setSubject(BoolValue.of(true))
                .setCert(true)
                .setDns(true)
                .setUri(true))
        .setStreamIdleTimeout(com.google.protobuf.Duration.getDefaultInstance())
        .addUpgradeConfigs(UpgradeConfig.newBuilder().setUpgradeType("websocket"))
        .setNormalizePath(BoolValue.of(true))
        .setPathWithEscapedSlashesAction(PathWithEscapedSlashesAction.KEEP_UNCHANGED)
        .setHttpProtocolOptions(Http1ProtocolOptions.getDefaultInstance())
        .setProxy100Continue(true)
        .setRequestIdExtension(requestIds())
        .setTracing(TracingTranslator.tracing(listener.gatewayNamespace()))
        .build();
  }

  private static RequestIDExtension requestIds() {
    return RequestIDExtension.newBuilder()
        .setTypedConfig(
            Any.pack(
                UuidRequestIdConfig.newBuilder()
                    .setUseRequestIdForTraceSampling(BoolValue.of(true))
                    .build()))
        .build();
  }
}
