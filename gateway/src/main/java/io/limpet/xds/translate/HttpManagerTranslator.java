package io.limpet.xds.translate;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.ForwardClientCertDetails;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.PathWithEscapedSlashesAction;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.SetCurrentClientCertDetails;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.UpgradeConfig;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.Rds;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.RequestIDExtension;
import io.envoyproxy.envoy.extensions.request_id.uuid.v3.UuidRequestIdConfig;
import io.limpet.mesh.FilterChain;
import io.limpet.mesh.Listener;
import io.limpet.mesh.MeshOptions;
import java.util.List;

/// What serves HTTP on a listener (`buildGatewayConnectionManager` in Istio's `core/gateway.go`,
/// and `buildHTTPConnectionManager` in its `core/listener_builder.go`).
final class HttpManagerTranslator {
  private final HttpFilterTranslator filters;
  private final List<AccessLog> accessLogs;

  HttpManagerTranslator(MeshOptions options) {
    this.filters = new HttpFilterTranslator(options);
    this.accessLogs = AccessLogTranslator.logs(options.accessLogFile());
  }

  HttpConnectionManager manager(FilterChain.Http http, Listener listener) {
    return HttpConnectionManager.newBuilder()
        .setStatPrefix(
            http.statPrefix().isEmpty() ? "outbound_" + listener.name() + ";" : http.statPrefix())
        .setRds(Rds.newBuilder().setConfigSource(Messages.ADS).setRouteConfigName(http.routes()))
        .addAllHttpFilters(filters.filters(http, listener.security()))
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
