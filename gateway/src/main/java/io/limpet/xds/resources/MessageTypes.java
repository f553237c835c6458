package io.limpet.xds.resources;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Empty;
import com.google.protobuf.Struct;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.admin.v3.BootstrapConfigDump;
import io.envoyproxy.envoy.admin.v3.ClustersConfigDump;
import io.envoyproxy.envoy.admin.v3.EcdsConfigDump;
import io.envoyproxy.envoy.admin.v3.EndpointsConfigDump;
import io.envoyproxy.envoy.admin.v3.ListenersConfigDump;
import io.envoyproxy.envoy.admin.v3.RoutesConfigDump;
import io.envoyproxy.envoy.admin.v3.ScopedRoutesConfigDump;
import io.envoyproxy.envoy.admin.v3.SecretsConfigDump;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.trace.v3.OpenTelemetryConfig;
import io.envoyproxy.envoy.config.trace.v3.ZipkinConfig;
import io.envoyproxy.envoy.extensions.access_loggers.file.v3.FileAccessLog;
import io.envoyproxy.envoy.extensions.access_loggers.grpc.v3.HttpGrpcAccessLogConfig;
import io.envoyproxy.envoy.extensions.access_loggers.grpc.v3.TcpGrpcAccessLogConfig;
import io.envoyproxy.envoy.extensions.access_loggers.stream.v3.StderrAccessLog;
import io.envoyproxy.envoy.extensions.access_loggers.stream.v3.StdoutAccessLog;
import io.envoyproxy.envoy.extensions.clusters.dns.v3.DnsCluster;
import io.envoyproxy.envoy.extensions.formatter.cel.v3.Cel;
import io.envoyproxy.envoy.extensions.formatter.req_without_query.v3.ReqWithoutQuery;
import io.envoyproxy.envoy.extensions.http.header_formatters.preserve_case.v3.PreserveCaseFormatterConfig;
import io.envoyproxy.envoy.extensions.http.original_ip_detection.custom_header.v3.CustomHeaderConfig;
import io.envoyproxy.envoy.extensions.http.original_ip_detection.xff.v3.XffConfig;
import io.envoyproxy.envoy.extensions.http.stateful_session.cookie.v3.CookieBasedSessionState;
import io.envoyproxy.envoy.extensions.http.stateful_session.envelope.v3.EnvelopeSessionState;
import io.envoyproxy.envoy.extensions.http.stateful_session.header.v3.HeaderBasedSessionState;
import io.envoyproxy.envoy.extensions.load_balancing_policies.client_side_weighted_round_robin.v3.ClientSideWeightedRoundRobin;
import io.envoyproxy.envoy.extensions.load_balancing_policies.cluster_provided.v3.ClusterProvided;
import io.envoyproxy.envoy.extensions.load_balancing_policies.least_request.v3.LeastRequest;
import io.envoyproxy.envoy.extensions.load_balancing_policies.maglev.v3.Maglev;
import io.envoyproxy.envoy.extensions.load_balancing_policies.override_host.v3.OverrideHost;
import io.envoyproxy.envoy.extensions.load_balancing_policies.random.v3.Random;
import io.envoyproxy.envoy.extensions.load_balancing_policies.ring_hash.v3.RingHash;
import io.envoyproxy.envoy.extensions.load_balancing_policies.round_robin.v3.RoundRobin;
import io.envoyproxy.envoy.extensions.load_balancing_policies.subset.v3.Subset;
import io.envoyproxy.envoy.extensions.load_balancing_policies.wrr_locality.v3.WrrLocality;
import io.envoyproxy.envoy.extensions.network.dns_resolver.cares.v3.CaresDnsResolverConfig;
import io.envoyproxy.envoy.extensions.network.dns_resolver.getaddrinfo.v3.GetAddrInfoDnsResolverConfig;
import io.envoyproxy.envoy.extensions.request_id.uuid.v3.UuidRequestIdConfig;
import io.envoyproxy.envoy.extensions.resource_monitors.cgroup_memory.v3.CgroupMemoryConfig;
import io.envoyproxy.envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig;
import io.envoyproxy.envoy.extensions.resource_monitors.fixed_heap.v3.FixedHeapConfig;
import io.envoyproxy.envoy.extensions.resource_monitors.injected_resource.v3.InjectedResourceConfig;
import io.envoyproxy.envoy.extensions.retry.host.omit_canary_hosts.v3.OmitCanaryHostsPredicate;
import io.envoyproxy.envoy.extensions.retry.host.omit_host_metadata.v3.OmitHostMetadataConfig;
import io.envoyproxy.envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate;
import io.envoyproxy.envoy.extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.proxy_protocol.v3.ProxyProtocolUpstreamTransport;
import io.envoyproxy.envoy.extensions.transport_sockets.quic.v3.QuicDownstreamTransport;
import io.envoyproxy.envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.limpet.protos.v1.ClusterExtension;
import java.util.ArrayList;
import java.util.List;

/// The messages that may stand inside an `Any`: what Limpet emits, and what the `/config_dump` of
/// an Envoy behind istiod holds. A visible list, since loading a descriptor is what costs.
final class MessageTypes {
  private MessageTypes() {}

  static TypeRegistry registry() {
    return TypeRegistry.newBuilder().add(all()).build();
  }

  static List<Descriptor> all() {
    List<Descriptor> types = new ArrayList<>();
    types.addAll(resources());
    types.addAll(dumps());
    types.addAll(extensions());
    types.addAll(names());
    types.addAll(resourceMonitors());
    types.addAll(httpFilters());
    types.addAll(networkFilters());
    types.addAll(httpManager());
    return types;
  }

  private static List<Descriptor> resources() {
    return List.of(
        Listener.getDescriptor(),
        RouteConfiguration.getDescriptor(),
        Cluster.getDescriptor(),
        ClusterLoadAssignment.getDescriptor(),
        Secret.getDescriptor(),
        TypedExtensionConfig.getDescriptor(),
        Struct.getDescriptor(),
        io.envoyproxy.envoy.config.route.v3.FilterConfig.getDescriptor(),
        Empty.getDescriptor(),
        ClusterExtension.getDescriptor(),
        UInt32Value.getDescriptor(),
        com.github.udpa.udpa.type.v1.TypedStruct.getDescriptor(),
        com.github.xds.type.v3.TypedStruct.getDescriptor());
  }

  private static List<Descriptor> dumps() {
    return List.of(
        BootstrapConfigDump.getDescriptor(),
        ClustersConfigDump.getDescriptor(),
        EcdsConfigDump.getDescriptor(),
        EndpointsConfigDump.getDescriptor(),
        ListenersConfigDump.getDescriptor(),
        RoutesConfigDump.getDescriptor(),
        ScopedRoutesConfigDump.getDescriptor(),
        SecretsConfigDump.getDescriptor());
  }

  private static List<Descriptor> extensions() {
    return List.of(
        CookieBasedSessionState.getDescriptor(),
        HeaderBasedSessionState.getDescriptor(),
        EnvelopeSessionState.getDescriptor(),
        PreviousHostsPredicate.getDescriptor(),
        OmitCanaryHostsPredicate.getDescriptor(),
        OmitHostMetadataConfig.getDescriptor(),
        PreviousPrioritiesConfig.getDescriptor(),
        UuidRequestIdConfig.getDescriptor(),
        HttpProtocolOptions.getDescriptor(),
        PreserveCaseFormatterConfig.getDescriptor(),
        FileAccessLog.getDescriptor(),
        StdoutAccessLog.getDescriptor(),
        ReqWithoutQuery.getDescriptor(),
        io.envoyproxy.envoy.extensions.formatter.metadata.v3.Metadata.getDescriptor(),
        Cel.getDescriptor(),
        StderrAccessLog.getDescriptor(),
        HttpGrpcAccessLogConfig.getDescriptor(),
        TcpGrpcAccessLogConfig.getDescriptor(),
        ZipkinConfig.getDescriptor(),
        OpenTelemetryConfig.getDescriptor(),
        UpstreamTlsContext.getDescriptor(),
        DownstreamTlsContext.getDescriptor(),
        QuicDownstreamTransport.getDescriptor(),
        ProxyProtocolUpstreamTransport.getDescriptor(),
        RawBuffer.getDescriptor(),
        LeastRequest.getDescriptor(),
        RoundRobin.getDescriptor(),
        ClientSideWeightedRoundRobin.getDescriptor(),
        WrrLocality.getDescriptor(),
        Subset.getDescriptor(),
        Random.getDescriptor(),
        RingHash.getDescriptor(),
        Maglev.getDescriptor(),
        OverrideHost.getDescriptor(),
        ClusterProvided.getDescriptor());
  }

  /// Clusters that are looked up, and who looks up.
  private static List<Descriptor> names() {
    return List.of(
        DnsCluster.getDescriptor(),
        CaresDnsResolverConfig.getDescriptor(),
        GetAddrInfoDnsResolverConfig.getDescriptor());
  }

  /// Extensions of the connection manager itself.
  private static List<Descriptor> httpManager() {
    return List.of(
        CustomHeaderConfig.getDescriptor(),
        XffConfig.getDescriptor(),
        io.envoyproxy.envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation
            .getDescriptor());
  }

  /// Their messages share simple names (`FilterConfig`, `RBAC`), so they are named in full.
  private static List<Descriptor> httpFilters() {
    return List.of(
        io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSession
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSessionPerRoute
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.router.v3.Router.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.cors.v3.Cors.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.fault.v3.HTTPFault.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.grpc_http1_bridge.v3.Config.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.grpc_stats.v3.FilterConfig.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.grpc_web.v3.GrpcWeb.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBAC.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBACPerRoute.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.PerRouteConfig.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.ExtAuthz.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.lua.v3.Lua.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.lua.v3.LuaPerRoute.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.buffer.v3.Buffer.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.header_mutation.v3.HeaderMutation
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.header_mutation.v3.HeaderMutationPerRoute
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.cors.v3.CorsPolicy.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.buffer.v3.BufferPerRoute.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.compressor.v3.Compressor.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.header_to_metadata.v3.Config.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.health_check.v3.HealthCheck.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.set_filter_state.v3.Config.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.http.wasm.v3.Wasm.getDescriptor());
  }

  private static List<Descriptor> resourceMonitors() {
    return List.of(
        CgroupMemoryConfig.getDescriptor(),
        DownstreamConnectionsConfig.getDescriptor(),
        FixedHeapConfig.getDescriptor(),
        InjectedResourceConfig.getDescriptor());
  }

  private static List<Descriptor> networkFilters() {
    return List.of(
        io.envoyproxy.envoy.extensions.filters.network.connection_limit.v3.ConnectionLimit
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3
            .HttpConnectionManager.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.network.mongo_proxy.v3.MongoProxy.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.network.rbac.v3.RBAC.getDescriptor(),
        io.envoyproxy.envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.network.sni_cluster.v3.SniCluster.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.listener.http_inspector.v3.HttpInspector
            .getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.listener.original_dst.v3.OriginalDst.getDescriptor(),
        io.envoyproxy.envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol
            .getDescriptor());
  }
}
