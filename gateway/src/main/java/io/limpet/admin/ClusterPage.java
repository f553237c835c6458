package io.limpet.admin;

import io.envoyproxy.envoy.admin.v3.ClusterStatus;
import io.envoyproxy.envoy.admin.v3.Clusters;
import io.envoyproxy.envoy.admin.v3.HostHealthStatus;
import io.envoyproxy.envoy.admin.v3.HostStatus;
import io.envoyproxy.envoy.admin.v3.SimpleMetric;
import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.envoyproxy.envoy.config.core.v3.RoutingPriority;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.Plan;
import io.limpet.proxy.plan.pools.Endpoint;
import io.limpet.proxy.plan.pools.EndpointState;
import io.limpet.xds.resources.Resources;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// `/clusters?format=json` (source/server/admin/clusters_handler.cc, writeClustersAsJson).
final class ClusterPage {
  private ClusterPage() {}

  static Clusters all(Resources resources, Plan plan, Predicate<String> names) {
    Clusters.Builder all = Clusters.newBuilder();
    for (Cluster cluster : resources.clusters().values()) {
      if (names.test(cluster.getName())) {
        all.addClusterStatuses(status(cluster, resources, plan.cluster(cluster.getName())));
      }
    }
    return all.build();
  }

  /// `alt_stat_name`, where there is one.
  static String observabilityName(Cluster cluster) {
    return cluster.getAltStatName().isEmpty() ? cluster.getName() : cluster.getAltStatName();
  }

  /// What is counted at an endpoint; nothing yet where the plan does not have it.
  static EndpointState state(@Nullable ClusterPlan plan, String address) {
    Endpoint endpoint = plan == null ? null : plan.endpoint(address);
    return endpoint == null ? new EndpointState() : endpoint.state();
  }

  /// The limits of a priority, with Envoy's defaults (circuit_breaker.proto).
  static CircuitBreakers.Thresholds thresholds(Cluster cluster, RoutingPriority priority) {
    CircuitBreakers.Thresholds.Builder limits = CircuitBreakers.Thresholds.newBuilder();
    limits.setPriority(priority);
    limits.getMaxConnectionsBuilder().setValue(1024);
    limits.getMaxPendingRequestsBuilder().setValue(1024);
    limits.getMaxRequestsBuilder().setValue(1024);
    limits.getMaxRetriesBuilder().setValue(3);
    for (CircuitBreakers.Thresholds given : cluster.getCircuitBreakers().getThresholdsList()) {
      if (given.getPriority() == priority) {
        limits.mergeFrom(given);
        break;
      }
    }
    return limits.build();
  }

  private static ClusterStatus status(
      Cluster cluster, Resources resources, @Nullable ClusterPlan plan) {
    ClusterStatus.Builder status =
        ClusterStatus.newBuilder()
            .setName(cluster.getName())
            .setAddedViaApi(true)
            .setObservabilityName(observabilityName(cluster));
    if (cluster.getType() == Cluster.DiscoveryType.EDS) {
      status.setEdsServiceName(Hosts.serviceName(cluster));
    }
    Hosts hosts = Hosts.of(cluster, resources, plan);
    for (LocalityLbEndpoints locality : hosts.assignment().getEndpointsList()) {
      for (LbEndpoint endpoint : locality.getLbEndpointsList()) {
        status.addHostStatuses(host(locality, endpoint, plan));
      }
    }
    status
        .getCircuitBreakersBuilder()
        .addThresholds(thresholds(cluster, RoutingPriority.DEFAULT))
        .addThresholds(thresholds(cluster, RoutingPriority.HIGH));
    return status.build();
  }

  private static HostStatus host(
      LocalityLbEndpoints locality, LbEndpoint endpoint, @Nullable ClusterPlan plan) {
    EndpointState state = state(plan, Hosts.address(endpoint));
    return HostStatus.newBuilder()
        .setAddress(endpoint.getEndpoint().getAddress())
        .addStats(counter("cx_connect_fail", state.connectFailures.sum()))
        .addStats(counter("cx_total", state.connectionsTotal.sum()))
        .addStats(counter("rq_error", state.requestsError.sum()))
        .addStats(counter("rq_success", state.requestsSuccess.sum()))
        .addStats(counter("rq_timeout", state.requestsTimeout.sum()))
        .addStats(counter("rq_total", state.requestsTotal.sum()))
        .addStats(gauge("cx_active", state.connectionsActive.sum()))
        .addStats(gauge("rq_active", state.active()))
        .addStats(gauge("rq_pending_active", 0))
        .setHealthStatus(
            HealthFlags.status(state, HostHealthStatus.newBuilder())
                .setEdsHealthStatus(health(endpoint.getHealthStatus())))
        .setHostname(endpoint.getEndpoint().getHostname())
        .setWeight(Hosts.weight(endpoint))
        .setPriority(locality.getPriority())
        .setLocality(locality.getLocality())
        .build();
  }

  private static HealthStatus health(HealthStatus status) {
    return switch (status) {
      case UNKNOWN, HEALTHY, UNRECOGNIZED -> HealthStatus.HEALTHY;
      case UNHEALTHY, TIMEOUT -> HealthStatus.UNHEALTHY;
      case DRAINING -> HealthStatus.DRAINING;
      case DEGRADED -> HealthStatus.DEGRADED;
    };
  }

  private static SimpleMetric counter(String name, long value) {
    return SimpleMetric.newBuilder().setName(name).setValue(value).build();
  }

  private static SimpleMetric gauge(String name, long value) {
    return SimpleMetric.newBuilder()
        .setName(name)
        .setValue(value)
        .setType(SimpleMetric.Type.GAUGE)
        .build();
  }
}
