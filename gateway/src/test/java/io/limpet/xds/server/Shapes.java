package io.limpet.xds.server;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.limpet.xds.resources.Resources;
import java.util.Map;
import java.util.TreeMap;

/// The smallest resources of each type, by name and a number that makes them differ.
final class Shapes {
  private final Map<String, Message> messages = new TreeMap<>();
  private long version;

  Shapes cluster(String name, int number) {
    return put(
        "c/" + name,
        Cluster.newBuilder()
            .setName(name)
            .setType(Cluster.DiscoveryType.EDS)
            .setConnectTimeout(Durations.fromSeconds(number))
            .setEdsClusterConfig(
                Cluster.EdsClusterConfig.newBuilder()
                    .setEdsConfig(
                        ConfigSource.newBuilder()
                            .setAds(AggregatedConfigSource.getDefaultInstance())))
            .build());
  }

  Shapes endpoints(String name, int number) {
    LocalityLbEndpoints.Builder group = LocalityLbEndpoints.newBuilder();
    group
        .addLbEndpointsBuilder()
        .getEndpointBuilder()
        .getAddressBuilder()
        .getSocketAddressBuilder()
        .setAddress("10.0.0.1")
        .setPortValue(number);
    return put(
        "e/" + name,
        ClusterLoadAssignment.newBuilder().setClusterName(name).addEndpoints(group).build());
  }

  Shapes listener(String name, int number) {
    Listener.Builder listener = Listener.newBuilder().setName(name);
    listener
        .getAddressBuilder()
        .getSocketAddressBuilder()
        .setAddress("127.0.0.1")
        .setPortValue(number);
    return put("l/" + name, listener.build());
  }

  Shapes routes(String name, int number) {
    RouteConfiguration.Builder routes = RouteConfiguration.newBuilder().setName(name);
    routes.addVirtualHostsBuilder().setName("host" + number).addDomains("*");
    return put("r/" + name, routes.build());
  }

  Shapes put(String key, Message message) {
    messages.put(key, message);
    return this;
  }

  Shapes without(String key) {
    messages.remove(key);
    return this;
  }

  Resources resources() {
    return Resources.of(++version, messages.values());
  }

  static String name(Any any) throws InvalidProtocolBufferException {
    return switch (ResourceType.of(any.getTypeUrl()).orElseThrow()) {
      case CLUSTER -> Cluster.parseFrom(any.getValue()).getName();
      case ENDPOINTS -> ClusterLoadAssignment.parseFrom(any.getValue()).getClusterName();
      case LISTENER -> Listener.parseFrom(any.getValue()).getName();
      case ROUTES -> RouteConfiguration.parseFrom(any.getValue()).getName();
      case SECRET, EXTENSION -> throw new IllegalArgumentException("none of those here");
    };
  }
}
