package io.limpet.xds.translate;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Http3ProtocolOptions;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.ForwardClientCertDetails;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.PathWithEscapedSlashesAction;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.ServerHeaderTransformation;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.SetCurrentClientCertDetails;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.UpgradeConfig;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.Rds;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.RequestIDExtension;
import io.envoyproxy.envoy.extensions.request_id.uuid.v3.UuidRequestIdConfig;
import io.limpet.mesh.Feature;
import io.limpet.mesh.FilterChain;
import io.limpet.mesh.Listener;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.Reporting;
import io.limpet.mesh.Reporting.Sent;
import io.limpet.model.istio.MeshConfig.Normalization;
import io.limpet.model.istio.ProxyConfig;
import io.limpet.model.istio.ProxyConfig.GatewayTopology;
import io.limpet.model.istio.ProxyConfig.ProxyHeaders;
import org.jspecify.annotations.Nullable;

/// What serves HTTP on a listener (`buildGatewayConnectionManager` in Istio's `core/gateway.go`,
/// and `buildHTTPConnectionManager` in its `core/listener_builder.go`).
final class HttpManagerTranslator {
  private final MeshOptions options;
  private final HttpFilterTranslator filters;

  HttpManagerTranslator(MeshOptions options) {
    this.options = options;
    this.filters = new HttpFilterTranslator(options);
  }

  HttpConnectionManager manager(FilterChain.Http http, Listener listener) {
    HttpConnectionManager.Builder manager =
        HttpConnectionManager.newBuilder()
            .setStatPrefix(
                http.statPrefix().isEmpty()
                    ? "outbound_" + listener.name() + ";"
                    : http.statPrefix())
            .setRds(
                Rds.newBuilder().setConfigSource(Messages.ADS).setRouteConfigName(http.routes()))
            .addAllHttpFilters(filters.filters(http, listener.security()))
            .addAllAccessLog(AccessLogTranslator.logs(options, listener.reporting()))
            .setUseRemoteAddress(BoolValue.of(true))
            .setStreamIdleTimeout(com.google.protobuf.Duration.getDefaultInstance())
            .addUpgradeConfigs(UpgradeConfig.newBuilder().setUpgradeType("websocket"))
            .setProxy100Continue(options.on(Feature.ENABLE_100_CONTINUE_HEADERS))
            .setRequestIdExtension(requestIds(listener.reporting()));
    if (listener.quic()) {
      manager
          .setCodecType(HttpConnectionManager.CodecType.HTTP3)
          .setHttp3ProtocolOptions(Http3ProtocolOptions.getDefaultInstance());
    }
    paths(manager);
    topology(manager);
    headers(manager);
    options
        .meshConfig()
        .defaultConfig()
        .idleTimeout()
        .ifPresent(
            idle ->
                manager
                    .getCommonHttpProtocolOptionsBuilder()
                    .setIdleTimeout(Messages.duration(idle)));
    ConnectionSettingsTranslator.apply(manager, options.connectionSettings());
    TracingTranslator.tracing(listener, options).ifPresent(manager::setTracing);
    return manager.build();
  }

  private void paths(HttpConnectionManager.Builder manager) {
    Normalization asked = options.meshConfig().pathNormalization();
    boolean decodes = asked == Normalization.DECODE_AND_MERGE_SLASHES;
    manager
        .setNormalizePath(BoolValue.of(asked != Normalization.NONE))
        .setMergeSlashes(decodes || asked == Normalization.MERGE_SLASHES)
        .setPathWithEscapedSlashesAction(
            decodes
                ? PathWithEscapedSlashesAction.UNESCAPE_AND_FORWARD
                : PathWithEscapedSlashesAction.KEEP_UNCHANGED);
  }

  /// What stands in front of the gateway. What a client's certificate says is told only where the
  /// header with it is made or grows here.
  private void topology(HttpConnectionManager.Builder manager) {
    GatewayTopology topology = options.meshConfig().defaultConfig().gatewayTopology();
    ForwardClientCertDetails forwarded = ForwardClientCertDetails.SANITIZE_SET;
    if (topology != null) {
      manager.setXffNumTrustedHops(topology.numTrustedProxies());
      forwarded =
          switch (topology.forwardClientCertDetails()) {
            case UNDEFINED -> forwarded;
            case SANITIZE, FORWARD_ONLY, APPEND_FORWARD, SANITIZE_SET, ALWAYS_FORWARD_ONLY ->
                ForwardClientCertDetails.valueOf(topology.forwardClientCertDetails().name());
          };
    }
    manager.setForwardClientCertDetails(forwarded);
    if (forwarded == ForwardClientCertDetails.SANITIZE_SET
        || forwarded == ForwardClientCertDetails.APPEND_FORWARD) {
      manager.setSetCurrentClientCertDetails(
          SetCurrentClientCertDetails.newBuilder()
              .setSubject(BoolValue.of(true))
              .setCert(true)
              .setDns(true)
              .setUri(true));
    }
  }

  private void headers(HttpConnectionManager.Builder manager) {
    ProxyHeaders headers = options.proxyHeaders();
    ProxyConfig.@Nullable Server server = headers.server();
    if (server != null && server.disabled()) {
      manager.setServerHeaderTransformation(ServerHeaderTransformation.PASS_THROUGH);
    } else {
      manager.setServerName(
          server == null || server.value().isEmpty() ? "istio-envoy" : server.value());
    }
    if (headers.requestIdDisabled()) {
      manager.setGenerateRequestId(BoolValue.of(false));
    }
    manager.setAppendXForwardedPort(headers.forwardedPort());
    manager.setHttpProtocolOptions(
        headers.preserveHttp1HeaderCase()
            ? Messages.PRESERVES_CASE // istiod forgets HTTP/1.0 then
            : Http1ProtocolOptions.newBuilder()
                .setAcceptHttp10(
                    options.on(Feature.PILOT_HTTP10)
                        || options.meshConfig().defaultConfig().http10())
                .build());
  }

  private static RequestIDExtension requestIds(Reporting reporting) {
    boolean sampled = !(reporting.spans() instanceof Sent sent) || sent.useRequestId();
    return RequestIDExtension.newBuilder()
        .setTypedConfig(
            Any.pack(
                UuidRequestIdConfig.newBuilder()
                    .setUseRequestIdForTraceSampling(BoolValue.of(sampled))
                    .build()))
        .build();
  }
}
