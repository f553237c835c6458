package io.limpet.xds.client;

import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.ApiConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiConfigSource.ApiType;
import io.envoyproxy.envoy.config.core.v3.BackoffStrategy;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.limpet.xds.client.AdsOptions.Fetch;
import io.limpet.xds.client.AdsOptions.Server;
import io.limpet.xds.client.AdsOptions.Talk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where the control plane is, by a bootstrap's `dynamic_resources`.
public final class AdsBootstrap {
  private static final int LONGER = 10;

  private AdsBootstrap() {}

  /// Nothing where the bootstrap asks no control plane, or says nowhere that can be reached.
  public static Optional<AdsOptions> options(Bootstrap bootstrap) {
    ApiConfigSource source = bootstrap.getDynamicResources().getAdsConfig();
    List<Server> servers = new ArrayList<>();
    Talk talk = talk(source, bootstrap);
    Access access = Access.PLAIN;
    for (GrpcService service : source.getGrpcServicesList()) {
      servers.addAll(servers(service, bootstrap));
      access = access(service, bootstrap).orElse(access);
    }
    return servers.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new AdsOptions(
                servers,
                talk,
                bootstrap.getNode(),
                fetch(
                    bootstrap.getDynamicResources().hasCdsConfig(),
                    bootstrap.getDynamicResources().getCdsConfig()),
                fetch(
                    bootstrap.getDynamicResources().hasLdsConfig(),
                    bootstrap.getDynamicResources().getLdsConfig()),
                access,
                null));
  }

  /// Of all clusters for the control plane the same is wanted.
  private static Optional<Access> access(GrpcService service, Bootstrap bootstrap) {
    return cluster(service, bootstrap)
        .map(Cluster::getTransportSocket)
        .flatMap(AdsTls::security)
        .map(security -> new Access(security, null, Access.PLAIN.keepAlive()));
  }

  /// The cluster that is there for the control plane.
  public static boolean isControlPlane(Bootstrap bootstrap, String cluster) {
    return bootstrap.getDynamicResources().getAdsConfig().getGrpcServicesList().stream()
        .anyMatch(each -> each.getEnvoyGrpc().getClusterName().equals(cluster));
  }

  private static Fetch fetch(boolean wanted, ConfigSource source) {
    return wanted ? Fetch.of(source) : Fetch.NONE;
  }

  private static Talk talk(ApiConfigSource source, Bootstrap bootstrap) {
    Talk usual = Talk.DEFAULT;
    Duration least = usual.backOff();
    Duration most = usual.longestBackOff();
    for (GrpcService service : source.getGrpcServicesList()) {
      if (service.getEnvoyGrpc().getRetryPolicy().hasRetryBackOff()) {
        BackoffStrategy wanted = service.getEnvoyGrpc().getRetryPolicy().getRetryBackOff();
        least = duration(wanted.getBaseInterval());
        most =
            wanted.hasMaxInterval()
                ? duration(wanted.getMaxInterval())
                : least.multipliedBy(LONGER);
      }
    }
    return new Talk(
        source.getApiType() == ApiType.DELTA_GRPC,
        source.getSetNodeOnFirstMessageOnly(),
        least,
        most,
        connect(source, bootstrap));
  }

  private static Duration connect(ApiConfigSource source, Bootstrap bootstrap) {
    return source.getGrpcServicesList().stream()
        .flatMap(service -> cluster(service, bootstrap).stream())
        .filter(Cluster::hasConnectTimeout)
        .map(cluster -> duration(cluster.getConnectTimeout()))
        .findFirst()
        .orElse(Talk.DEFAULT.connect());
  }

  private static Duration duration(com.google.protobuf.Duration duration) {
    return Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
  }

  private static List<Server> servers(GrpcService service, Bootstrap bootstrap) {
    if (service.hasGoogleGrpc()) {
      return Server.parse(service.getGoogleGrpc().getTargetUri()).stream().toList();
    }
    return cluster(service, bootstrap).map(AdsBootstrap::servers).orElse(List.of());
  }

  private static Optional<Cluster> cluster(GrpcService service, Bootstrap bootstrap) {
    return bootstrap.getStaticResources().getClustersList().stream()
        .filter(each -> each.getName().equals(service.getEnvoyGrpc().getClusterName()))
        .findFirst();
  }

  private static List<Server> servers(Cluster cluster) {
    List<Server> servers = new ArrayList<>();
    for (LocalityLbEndpoints group : cluster.getLoadAssignment().getEndpointsList()) {
      for (LbEndpoint endpoint : group.getLbEndpointsList()) {
        SocketAddress address = endpoint.getEndpoint().getAddress().getSocketAddress();
        servers.add(new Server(address.getAddress(), address.getPortValue()));
      }
    }
    return servers;
  }
}
