package io.limpet.xds.translate;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.extensions.filters.http.cors.v3.Cors;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.HTTPFault;
import io.envoyproxy.envoy.extensions.filters.http.grpc_stats.v3.FilterConfig;
import io.envoyproxy.envoy.extensions.filters.http.grpc_web.v3.GrpcWeb;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSession;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.limpet.mesh.Feature;
import io.limpet.mesh.FilterChain;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.security.Security;
import java.util.ArrayList;
import java.util.List;

/// The filters that each request passes, in Istio's order (`buildHTTPConnectionManager` in its
/// `core/listener_builder.go`).
final class HttpFilterTranslator {
  private final MeshOptions options;

  HttpFilterTranslator(MeshOptions options) {
    this.options = options;
  }

  List<HttpFilter> filters(FilterChain.Http http, Security security) {
    List<HttpFilter> filters = new ArrayList<>();
    security.before().forEach(each -> filters.addAll(GuardTranslator.http(each)));
    if (!security.jwt().isEmpty()) {
      filters.add(JwtTranslator.filter(security.jwt()));
    }
    security.requests().forEach(each -> filters.addAll(GuardTranslator.http(each)));
    if (http.grpcWeb()) {
      filters.add(filter("envoy.filters.http.grpc_web", GrpcWeb.getDefaultInstance()));
    }
    filters.add(
        filter(
            "envoy.filters.http.grpc_stats",
            FilterConfig.newBuilder()
                .setEmitFilterState(true)
                .setStatsForAllMethods(BoolValue.of(false))
                .build()));
    filters.add(filter("envoy.filters.http.fault", HTTPFault.getDefaultInstance()));
    filters.add(filter("envoy.filters.http.cors", Cors.getDefaultInstance()));
    if (options.istioVersion().atLeast(17)
        && options.on(Feature.PILOT_ENABLE_PERSISTENT_SESSION_FILTER)) {
      filters.add(filter(SessionTranslator.FILTER, StatefulSession.getDefaultInstance()));
    }
    filters.add(
        filter(
            "envoy.filters.http.router",
            Router.newBuilder()
                .setSuppressEnvoyHeaders(options.proxyHeaders().envoyDebugHeadersDisabled())
                .build()));
    return filters;
  }

  static HttpFilter filter(String name, Message configuration) {
    return HttpFilter.newBuilder().setName(name).setTypedConfig(Any.pack(configuration)).build();
  }
}
