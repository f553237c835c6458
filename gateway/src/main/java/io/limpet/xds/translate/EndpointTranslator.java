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

/// Endpoints, as Istio's `endpoint_builder.go` writes them.
final class EndpointTranslator {
  private EndpointTranslator() {}

  static ClusterLoadAssignment assignment(EndpointGroup group) {
    ClusterLoadAssignment.Builder message =
        ClusterLoadAssignment.newBuilder().setClusterName(group.cluster());
    group.localities().forEach(each -> message.addEndpoints(locality(each)));
    return message.build();
  }

  private static LocalityLbEndpoints locality(InLocality group) {
    LocalityLbEndpoints.Builder message =
        LocalityLbEndpoints.newBuilder()
            .setLocality(
                Locality.newBuilder()
                    .setRegion(group.locality().region())
                    .setZone(group.locality().zone())
                    .setSubZone(group.locality().subzone()))
            .setLoadBalancingWeight(UInt32Value.of(group.weight()))
            .setPriority(group.priority());
    group.endpoints().forEach(each -> message.addLbEndpoints(endpoint(each)));
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
