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
import io.limpet.xds.resources.Formerly;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Endpoints, as Istio's `endpoint_builder.go` writes them.
final class EndpointTranslator {
  private EndpointTranslator() {}

  static ClusterLoadAssignment assignment(EndpointGroup group) {
    return assignment(group, null, null);
  }

  /// The same; `message` was made of `before`, and the endpoints that are in both are taken over.
  static ClusterLoadAssignment assignment(
      EndpointGroup group,
      @Nullable EndpointGroup before,
      @Nullable ClusterLoadAssignment message) {
    ClusterLoadAssignment.Builder assignment =
        ClusterLoadAssignment.newBuilder().setClusterName(group.cluster());
    for (InLocality each : group.localities()) {
      assignment.addEndpoints(locality(each, formerly(each, before, message)));
    }
    return assignment.build();
  }

  private static Formerly<EndpointGroup.Endpoint, LbEndpoint> formerly(
      InLocality now, @Nullable EndpointGroup before, @Nullable ClusterLoadAssignment message) {
    if (before != null && message != null) {
      for (int i = 0; i < before.localities().size(); i++) {
        InLocality then = before.localities().get(i);
        if (then.locality().equals(now.locality()) && then.priority() == now.priority()) {
          return new Formerly<>(
              then.endpoints(), message.getEndpoints(i).getLbEndpointsList(), Object::equals);
        }
      }
    }
    return new Formerly<>(List.of(), List.of(), Object::equals);
  }

  private static LocalityLbEndpoints locality(
      InLocality group, Formerly<EndpointGroup.Endpoint, LbEndpoint> known) {
    LocalityLbEndpoints.Builder message =
        LocalityLbEndpoints.newBuilder()
            .setLocality(
                Locality.newBuilder()
                    .setRegion(group.locality().region())
                    .setZone(group.locality().zone())
                    .setSubZone(group.locality().subzone()))
            .setLoadBalancingWeight(UInt32Value.of(group.weight()))
            .setPriority(group.priority());
    List<LbEndpoint> endpoints = new ArrayList<>(group.endpoints().size());
    for (EndpointGroup.Endpoint each : group.endpoints()) {
      LbEndpoint made = known.of(each);
      endpoints.add(made == null ? endpoint(each) : made);
    }
    return message.addAllLbEndpoints(endpoints).build();
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
