package io.limpet.cli;

import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.bootstrap.v3.LayeredRuntime;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.DiscoveryType;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiConfigSource.ApiType;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.limpet.xds.resources.MessageJson;
import io.limpet.xds.resources.MessageJson.Names;

/// What a stock Envoy is started with that asks a control plane on this machine for everything: a
/// short form of what Istio's agent writes (tools/packaging/common/envoy_bootstrap.json).
record EnvoyBootstrap(Node node, int xdsPort, int adminPort) {
  private static final String CONTROL_PLANE = "xds-grpc";
  private static final String LOOPBACK = "127.0.0.1";
  private static final int MOST_INSTRUCTIONS = 32768;
  private static final String HTTP_OPTIONS =
      "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

  String json() {
    Bootstrap.Builder bootstrap = Bootstrap.newBuilder().setNode(node);
    bootstrap.getAdminBuilder().getAddressBuilder().setSocketAddress(address(adminPort));
    bootstrap
        .getDynamicResourcesBuilder()
        .setAdsConfig(ads())
        .setCdsConfig(byAds())
        .setLdsConfig(byAds());
    bootstrap.getStaticResourcesBuilder().addClusters(controlPlane());
    bootstrap.setLayeredRuntime(runtime());
    return MessageJson.print(bootstrap, Names.PROTO);
  }

  /// Expressions of any size, as istiod writes them and as Istio's own Envoys take them.
  private static LayeredRuntime runtime() {
    LayeredRuntime.Builder runtime = LayeredRuntime.newBuilder();
    runtime
        .addLayersBuilder()
        .setName("expressions")
        .getStaticLayerBuilder()
        .putFields(
            "re2.max_program_size.error_level",
            Value.newBuilder().setNumberValue(MOST_INSTRUCTIONS).build());
    runtime.addLayersBuilder().setName("admin").getAdminLayerBuilder();
    return runtime.build();
  }

  private static ApiConfigSource ads() {
    ApiConfigSource.Builder ads =
        ApiConfigSource.newBuilder()
            .setApiType(ApiType.DELTA_GRPC)
            .setTransportApiVersion(ApiVersion.V3)
            .setSetNodeOnFirstMessageOnly(true);
    ads.addGrpcServicesBuilder().getEnvoyGrpcBuilder().setClusterName(CONTROL_PLANE);
    return ads.build();
  }

  private static ConfigSource byAds() {
    return ConfigSource.newBuilder()
        .setResourceApiVersion(ApiVersion.V3)
        .setAds(AggregatedConfigSource.getDefaultInstance())
        .build();
  }

  private Cluster controlPlane() {
    HttpProtocolOptions.Builder http = HttpProtocolOptions.newBuilder();
    http.getExplicitHttpConfigBuilder()
        .setHttp2ProtocolOptions(Http2ProtocolOptions.getDefaultInstance());
    Cluster.Builder cluster =
        Cluster.newBuilder()
            .setName(CONTROL_PLANE)
            .setType(DiscoveryType.STATIC)
            .putTypedExtensionProtocolOptions(
                HTTP_OPTIONS, com.google.protobuf.Any.pack(http.build()));
    cluster.getConnectTimeoutBuilder().setSeconds(1);
    cluster
        .getLoadAssignmentBuilder()
        .setClusterName(CONTROL_PLANE)
        .addEndpointsBuilder()
        .addLbEndpointsBuilder()
        .getEndpointBuilder()
        .getAddressBuilder()
        .setSocketAddress(address(xdsPort));
    return cluster.build();
  }

  private static SocketAddress.Builder address(int port) {
    return SocketAddress.newBuilder().setAddress(LOOPBACK).setPortValue(port);
  }
}
