package io.limpet.xds.translate;

import com.google.protobuf.Struct;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.envoyproxy.envoy.config.core.v3.Locality;
import io.envoyproxy.envoy.config.core.v3.Pipe;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.limpet.mesh.EndpointGroup;
import io.limpet.mesh.EndpointGroup.InLocality;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Endpoints, as Istio's `endpoint_builder.go` writes them.
final class EndpointTranslator {
  private EndpointTranslator() {}

  static ClusterLoadAssignment assignment(EndpointGroup group) {
    return assignment(group, Map.of());
  }

  /// The same; `known` are messages of endpoints that are made already: of thousands few change.
  static ClusterLoadAssignment assignment(
      EndpointGroup group, Map<EndpointGroup.Endpoint, LbEndpoint> known) {
    ClusterLoadAssignment.Builder message =
        ClusterLoadAssignment.newBuilder().setClusterName(group.cluster());
    group.localities().forEach(each -> message.addEndpoints(locality(each, known)));
    return message.build();
  }

  /// Each endpoint's message in an assignment that was made of a group.
  static Map<EndpointGroup.Endpoint, LbEndpoint> of(
      @Nullable EndpointGroup group, @Nullable ClusterLoadAssignment message) {
    if (group == null || message == null) {
      return Map.of();
    }
    Map<EndpointGroup.Endpoint, LbEndpoint> messages = new HashMap<>();
    for (int i = 0; i < group.localities().size(); i++) {
      List<EndpointGroup.Endpoint> endpoints = group.localities().get(i).endpoints();
      LocalityLbEndpoints made = message.getEndpoints(i);
      for (int j = 0; j < endpoints.size(); j++) {
        messages.put(endpoints.get(j), made.getLbEndpoints(j));
      }
    }
    return messages;
  }

  private static LocalityLbEndpoints locality(
      InLocality group, Map<EndpointGroup.Endpoint, LbEndpoint> known) {
    LocalityLbEndpoints.Builder message =
        LocalityLbEndpoints.newBuilder()
            .setLocality(
                Locality.newBuilder()
                    .setRegion(group.locality().region())
                    .setZone(group.locality().zone())
                    .setSubZone(group.locality().subzone()))
            .setLoadBalancingWeight(UInt32Value.of(group.weight()))
            .setPriority(group.priority());
    for (EndpointGroup.Endpoint each : group.endpoints()) {
      LbEndpoint made = known.get(each);
      message.addLbEndpoints(made == null ? endpoint(each) : made);
    }
    return message.build();
  }

  private static LbEndpoint endpoint(EndpointGroup.Endpoint endpoint) {
    LbEndpoint.Builder message =
        LbEndpoint.newBuilder()
            .setEndpoint(Endpoint.newBuilder().setAddress(address(endpoint)))
            .setHealthStatus(health(endpoint.health()))
            .setLoadBalancingWeight(UInt32Value.of(endpoint.weight()));
    if (!endpoint.workload().isEmpty()) {
      message.setMetadata(
          Messages.metadata(
              "istio",
              Struct.newBuilder()
                  .putFields("workload", Messages.text(endpoint.workload()))
                  .build()));
    }
    return message.build();
  }

  /// Without a port it is a Unix socket.
  private static Address address(EndpointGroup.Endpoint endpoint) {
    Address.Builder address = Address.newBuilder();
    if (endpoint.port() == 0 && endpoint.address().startsWith("/")) {
      return address.setPipe(Pipe.newBuilder().setPath(endpoint.address())).build();
    }
    return address
        .setSocketAddress(
            SocketAddress.newBuilder().setAddress(endpoint.address()).setPortValue(endpoint.port()))
        .build();
  }

  private static HealthStatus health(EndpointGroup.Health health) {
    return switch (health) {
      case UNKNOWN -> HealthStatus.UNKNOWN;
      case HEALTHY -> HealthStatus.HEALTHY;
      case DRAINING -> HealthStatus.DRAINING;
      case UNHEALTHY -> HealthStatus.UNHEALTHY;
    };
  }
}
