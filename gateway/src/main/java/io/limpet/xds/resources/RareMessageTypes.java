package io.limpet.xds.resources;

import com.google.protobuf.BoolValue;
import com.google.protobuf.BytesValue;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Int64Value;
import com.google.protobuf.ListValue;
import com.google.protobuf.StringValue;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import java.util.ArrayList;
import java.util.List;

/// Messages that neither Limpet nor istiod sends of its own, and that patches put into an `Any`.
/// They are loaded only where [MessageTypes] does not suffice.
final class RareMessageTypes {
  private RareMessageTypes() {}

  static TypeRegistry registry() {
    List<Descriptor> types = new ArrayList<>(MessageTypes.all());
    types.addAll(
        List.of(
            BoolValue.getDescriptor(),
            BytesValue.getDescriptor(),
            Int64Value.getDescriptor(),
            ListValue.getDescriptor(),
            Resource.getDescriptor(),
            StringValue.getDescriptor(),
            Value.getDescriptor()));
    types.addAll(moreHttpFilters());
    types.addAll(httpFilters());
    types.addAll(networkFilters());
    types.addAll(moreExtensions());
    types.addAll(extensions());
    return TypeRegistry.newBuilder().add(types).build();
  }

  private static List<Descriptor> httpFilters() {
    return List.of(
        io.envoyproxy.envoy.extensions.filters.http.adaptive_concurrency.v3.AdaptiveConcurrency
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.admission_control.v3.AdmissionControl
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.alternate_protocols_cache.v3.FilterConfig
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.api_key_auth.v3.ApiKeyAuth.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.api_key_auth.v3.ApiKeyAuthPerRoute
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.aws_lambda.v3.Config.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.aws_lambda.v3.PerRouteConfig.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.aws_request_signing.v3.AwsRequestSigning
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.aws_request_signing.v3.AwsRequestSigningPerRoute
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.bandwidth_limit.v3.BandwidthLimit
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.basic_auth.v3.BasicAuth.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.basic_auth.v3.BasicAuthPerRoute.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.cache.v3.CacheConfig.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.cdn_loop.v3.CdnLoopConfig.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.composite.v3.Composite.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.composite.v3.ExecuteFilterAction
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.compressor.v3.CompressorPerRoute
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.connect_grpc_bridge.v3.FilterConfig
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.credential_injector.v3.CredentialInjector
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.csrf.v3.CsrfPolicy.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.custom_response.v3.CustomResponse
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.decompressor.v3.Decompressor.getDescriptor());
  }

  private static List<Descriptor> moreHttpFilters() {
    return List.of(
        io.envoyproxy.envoy.extensions.filters.http.dynamic_forward_proxy.v3.FilterConfig
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.dynamic_forward_proxy.v3.PerRouteConfig
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ExternalProcessor.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ExtProcPerRoute.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.gcp_authn.v3.GcpAuthnFilterConfig
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.geoip.v3.Geoip.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.grpc_field_extraction.v3
            .GrpcFieldExtractionConfig.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.grpc_http1_reverse_bridge.v3.FilterConfig
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.grpc_http1_reverse_bridge.v3
            .FilterConfigPerRoute.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.grpc_json_transcoder.v3.GrpcJsonTranscoder
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.ip_tagging.v3.IPTagging.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.json_to_metadata.v3.JsonToMetadata
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.kill_request.v3.KillRequest.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.oauth2.v3.OAuth2.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.on_demand.v3.OnDemand.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.original_src.v3.OriginalSrc.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.rate_limit_quota.v3.RateLimitQuotaFilterConfig
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.ratelimit.v3.RateLimit.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.ratelimit.v3.RateLimitPerRoute.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.set_metadata.v3.Config.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.tap.v3.Tap.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.upstream_codec.v3.UpstreamCodec
            .getDescriptor());
  }

  private static List<Descriptor> networkFilters() {
    return List.of(
        io.envoyproxy.envoy.extensions.filters.network.direct_response.v3.Config.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.network.echo.v3.Echo.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.network.ext_authz.v3.ExtAuthz.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.network.local_ratelimit.v3.LocalRateLimit
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.network.ratelimit.v3.RateLimit.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.network.redis_proxy.v3.RedisProxy.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.network.set_filter_state.v3.Config.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.network.sni_dynamic_forward_proxy.v3.FilterConfig
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.network.thrift_proxy.v3.ThriftProxy.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.network.wasm.v3.Wasm.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.network.zookeeper_proxy.v3.ZooKeeperProxy
            .getDescriptor());
  }

  private static List<Descriptor> extensions() {
    return List.of(
        io.envoyproxy.envoy.config.trace.v3.DatadogConfig.getDescriptor(),
        io.envoyproxy.envoy.config.trace.v3.SkyWalkingConfig.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.listener.local_ratelimit.v3.LocalRateLimit
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.listener.original_src.v3.OriginalSrc.getDescriptor(),
        io.envoyproxy.envoy.extensions.access_loggers.filters.cel.v3.ExpressionFilter
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.access_loggers.fluentd.v3.FluentdAccessLogConfig
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.access_loggers.open_telemetry.v3.OpenTelemetryAccessLogConfig
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.access_loggers.wasm.v3.WasmAccessLog.getDescriptor(),
        io.envoyproxy.envoy.extensions.clusters.aggregate.v3.ClusterConfig.getDescriptor(),
        io.envoyproxy.envoy.extensions.clusters.dynamic_forward_proxy.v3.ClusterConfig
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.clusters.redis.v3.RedisClusterConfig.getDescriptor(),
        io.envoyproxy.envoy.extensions.compression.brotli.compressor.v3.Brotli.getDescriptor(),
        io.envoyproxy.envoy.extensions.compression.brotli.decompressor.v3.Brotli.getDescriptor(),
        io.envoyproxy.envoy.extensions.compression.gzip.compressor.v3.Gzip.getDescriptor(),
        io.envoyproxy.envoy.extensions.compression.gzip.decompressor.v3.Gzip.getDescriptor(),
        io.envoyproxy.envoy.extensions.compression.zstd.compressor.v3.Zstd.getDescriptor(),
        io.envoyproxy.envoy.extensions.compression.zstd.decompressor.v3.Zstd.getDescriptor(),
        io.envoyproxy.envoy.extensions.common.matching.v3.ExtensionWithMatcher.getDescriptor(),
        io.envoyproxy.envoy.extensions.common.matching.v3.ExtensionWithMatcherPerRoute
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.common.matcher.action.v3.SkipFilter.getDescriptor(),
        io.envoyproxy.envoy.extensions.http.cache.simple_http_cache.v3.SimpleHttpCacheConfig
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.http.custom_response.local_response_policy.v3
            .LocalResponsePolicy.getDescriptor());
  }

  private static List<Descriptor> moreExtensions() {
    return List.of(
        io.envoyproxy.envoy.extensions.http.custom_response.redirect_policy.v3.RedirectPolicy
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.http.injected_credentials.generic.v3.Generic.getDescriptor(),
        io.envoyproxy.envoy.extensions.internal_redirect.allow_listed_routes.v3
            .AllowListedRoutesConfig.getDescriptor(),
        io.envoyproxy.envoy.extensions.internal_redirect.previous_routes.v3.PreviousRoutesConfig
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.internal_redirect.safe_cross_scheme.v3.SafeCrossSchemeConfig
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.load_balancing_policies.pick_first.v3.PickFirst
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.path.rewrite.uri_template.v3.UriTemplateRewriteConfig
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.rate_limit_descriptors.expr.v3.Descriptor.getDescriptor(),
        io.envoyproxy.envoy.extensions.router.cluster_specifiers.lua.v3.LuaConfig.getDescriptor(),
        io.envoyproxy.envoy.extensions.transport_sockets.http_11_proxy.v3
            .Http11ProxyUpstreamTransport.getDescriptor(),
        io.envoyproxy.envoy.extensions.transport_sockets.internal_upstream.v3
            .InternalUpstreamTransport.getDescriptor(),
        io.envoyproxy.envoy.extensions.transport_sockets.quic.v3.QuicUpstreamTransport
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.transport_sockets.starttls.v3.StartTlsConfig.getDescriptor(),
        io.envoyproxy.envoy.extensions.transport_sockets.starttls.v3.UpstreamStartTlsConfig
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.transport_sockets.tap.v3.Tap.getDescriptor(),
        io.envoyproxy.envoy.extensions.transport_sockets.tcp_stats.v3.Config.getDescriptor(),
        io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SPIFFECertValidatorConfig
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.upstreams.tcp.v3.TcpProtocolOptions.getDescriptor());
  }
}
