package io.limpet.xds.translate;

import com.google.protobuf.Struct;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.envoyproxy.envoy.config.core.v3.Locality;
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
    SocketAddress address =
        SocketAddress.newBuilder()
            .setAddress(endpoint.address())
            .setPortValue(endpoint.port())
            .build();
    LbEndpoint.Builder message =
        LbEndpoint.newBuilder()
            .setEndpoint(
                Endpoint.newBuilder().setAddress(Address.newBuilder().setSocketAddress(address)))
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

  private static HealthStatus health(EndpointGroup.Health health) {
    return switch (health) {
      case UNKNOWN -> HealthStatus.UNKNOWN;
      case HEALTHY -> HealthStatus.HEALTHY;
      case DRAINING -> HealthStatus.DRAINING;
      case UNHEALTHY -> HealthStatus.UNHEALTHY;
    };
  }
}
