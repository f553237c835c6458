package io.limpet.admin;

import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.reading.cluster.DnsReader;
import io.limpet.xds.resources.Resources;
import org.jspecify.annotations.Nullable;

/// A cluster's endpoints as configured: by EDS, or in the cluster itself.
record Hosts(ClusterLoadAssignment assignment, boolean byEds) {
  private static final ClusterLoadAssignment NONE = ClusterLoadAssignment.getDefaultInstance();
  private static final int OVERPROVISIONING_FACTOR = 140;

  /// The same, but where they are looked up, as they are known now.
  static Hosts of(Cluster cluster, Resources resources, @Nullable ClusterPlan now) {
    return DnsReader.isOf(cluster)
        ? new Hosts(now == null ? NONE : lookedUp(now), false)
        : of(cluster, resources);
  }

  private static ClusterLoadAssignment lookedUp(ClusterPlan cluster) {
    ClusterLoadAssignment.Builder hosts =
        ClusterLoadAssignment.newBuilder().setClusterName(cluster.name());
    for (io.limpet.proxy.plan.pools.Endpoint endpoint : cluster.endpoints()) {
      LocalityLbEndpoints.Builder group =
          hosts.addEndpointsBuilder().setPriority(endpoint.priority());
      group
          .getLocalityBuilder()
          .setRegion(endpoint.locality().region())
          .setZone(endpoint.locality().zone())
          .setSubZone(endpoint.locality().subZone());
      LbEndpoint.Builder host = group.addLbEndpointsBuilder();
      host.getLoadBalancingWeightBuilder().setValue(endpoint.weight());
      host.setHealthStatus(HealthStatus.valueOf(endpoint.status().name()));
      Endpoint.Builder there = host.getEndpointBuilder().setHostname(endpoint.hostname());
      there
          .getAddressBuilder()
          .getSocketAddressBuilder()
          .setAddress(ip(endpoint.address()))
          .setPortValue(endpoint.socketAddress().getPort());
    }
    return hosts.build();
  }

  /// `::1` of `[::1]:80`.
  private static String ip(String address) {
    String ip = address.substring(0, address.lastIndexOf(':'));
    return ip.startsWith("[") ? ip.substring(1, ip.length() - 1) : ip;
  }

  static Hosts of(Cluster cluster, Resources resources) {
    if (cluster.getType() != Cluster.DiscoveryType.EDS) {
      return new Hosts(cluster.getLoadAssignment(), false);
    }
    String service = serviceName(cluster);
    ClusterLoadAssignment none = ClusterLoadAssignment.newBuilder().setClusterName(service).build();
    return new Hosts(resources.endpoints().getOrDefault(service, none), true);
  }

  /// What the cluster is called in EDS.
  static String serviceName(Cluster cluster) {
    String service = cluster.getEdsClusterConfig().getServiceName();
    return service.isEmpty() ? cluster.getName() : service;
  }

  /// As a token or a hash key has it, and as `/clusters` prints it: `10.0.0.1:80`, `[::1]:80`.
  static String address(LbEndpoint endpoint) {
    SocketAddress address = endpoint.getEndpoint().getAddress().getSocketAddress();
    boolean six = address.getAddress().indexOf(':') >= 0;
    String host = six ? "[" + address.getAddress() + "]" : address.getAddress();
    return host + ":" + address.getPortValue();
  }

  static int weight(LbEndpoint endpoint) {
    return endpoint.hasLoadBalancingWeight() ? endpoint.getLoadBalancingWeight().getValue() : 1;
  }

  /// Envoy does not dump what it was sent: it writes the assignment anew from its hosts, with every
  /// default, and knows three kinds of health there (config_dump_handler.cc, addLbEndpoint).
  ClusterLoadAssignment asEnvoySaysThem() {
    ClusterLoadAssignment.Builder said =
        ClusterLoadAssignment.newBuilder().setClusterName(assignment.getClusterName());
    for (LocalityLbEndpoints locality : assignment.getEndpointsList()) {
      LocalityLbEndpoints.Builder group =
          LocalityLbEndpoints.newBuilder()
              .setLocality(locality.getLocality())
              .setPriority(locality.getPriority())
              .setLoadBalancingWeight(UInt32Value.of(weight(locality)));
      locality.getLbEndpointsList().forEach(endpoint -> group.addLbEndpoints(said(endpoint)));
      said.addEndpoints(group);
    }
    said.getPolicyBuilder().setOverprovisioningFactor(UInt32Value.of(OVERPROVISIONING_FACTOR));
    return said.build();
  }

  /// Envoy forgets a locality's weight where the endpoints are in the cluster itself.
  private int weight(LocalityLbEndpoints locality) {
    return byEds ? locality.getLoadBalancingWeight().getValue() : 0;
  }

  private static LbEndpoint said(LbEndpoint endpoint) {
    Endpoint.Builder host =
        Endpoint.newBuilder()
            .setAddress(endpoint.getEndpoint().getAddress())
            .setHealthCheckConfig(Endpoint.HealthCheckConfig.getDefaultInstance())
            .setHostname(endpoint.getEndpoint().getHostname());
    LbEndpoint.Builder said =
        LbEndpoint.newBuilder()
            .setEndpoint(host)
            .setHealthStatus(coarse(endpoint.getHealthStatus()))
            .setLoadBalancingWeight(UInt32Value.of(weight(endpoint)));
    if (endpoint.hasMetadata()) {
      said.setMetadata(endpoint.getMetadata());
    }
    return said.build();
  }

  private static HealthStatus coarse(HealthStatus status) {
    return switch (status) {
      case UNKNOWN, HEALTHY, UNRECOGNIZED -> HealthStatus.HEALTHY;
      case UNHEALTHY, DRAINING, TIMEOUT -> HealthStatus.UNHEALTHY;
      case DEGRADED -> HealthStatus.DEGRADED;
    };
  }
}
