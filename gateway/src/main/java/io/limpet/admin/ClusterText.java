package io.limpet.admin;

import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers.Thresholds;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.envoyproxy.envoy.config.core.v3.Locality;
import io.envoyproxy.envoy.config.core.v3.RoutingPriority;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.EndpointState;
import io.limpet.proxy.plan.Plan;
import io.limpet.xds.resources.Resources;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// `/clusters` as text (source/server/admin/clusters_handler.cc, writeClustersAsText).
final class ClusterText {
  private static final List<String> OUTLIER_LINES =
      List.of(
          "success_rate_average",
          "success_rate_ejection_threshold",
          "local_origin_success_rate_average",
          "local_origin_success_rate_ejection_threshold");

  private final Resources resources;
  private final Plan plan;
  private final StringBuilder out = new StringBuilder();

  private ClusterText(Resources resources, Plan plan) {
    this.resources = resources;
    this.plan = plan;
  }

  static String all(Resources resources, Plan plan, Predicate<String> names) {
    ClusterText text = new ClusterText(resources, plan);
    for (Cluster cluster : resources.clusters().values()) {
      if (names.test(cluster.getName())) {
        text.append(cluster);
      }
    }
    return text.out.toString();
  }

  private void append(Cluster cluster) {
    String name = cluster.getName();
    line(name, "observability_name", ClusterPage.observabilityName(cluster));
    if (cluster.hasOutlierDetection()) {
      OUTLIER_LINES.forEach(each -> line(name, "outlier::" + each, -1));
    }
    limits(name, "default_priority", ClusterPage.thresholds(cluster, RoutingPriority.DEFAULT));
    limits(name, "high_priority", ClusterPage.thresholds(cluster, RoutingPriority.HIGH));
    line(name, "added_via_api", true);
    if (cluster.getType() == Cluster.DiscoveryType.EDS) {
      line(name, "eds_service_name", Hosts.serviceName(cluster));
    }
    ClusterPlan live = plan.cluster(name);
    Hosts hosts = Hosts.of(cluster, resources);
    for (LocalityLbEndpoints locality : hosts.assignment().getEndpointsList()) {
      for (LbEndpoint endpoint : locality.getLbEndpointsList()) {
        String host = name + "::" + Hosts.address(endpoint);
        counts(host, live, Hosts.address(endpoint));
        place(host, locality, endpoint);
      }
    }
  }

  private void limits(String cluster, String priority, Thresholds limits) {
    String each = cluster + "::" + priority;
    line(each, "max_connections", unsigned(limits.getMaxConnections().getValue()));
    line(each, "max_pending_requests", unsigned(limits.getMaxPendingRequests().getValue()));
    line(each, "max_requests", unsigned(limits.getMaxRequests().getValue()));
    line(each, "max_retries", unsigned(limits.getMaxRetries().getValue()));
  }

  private void counts(String host, @Nullable ClusterPlan live, String address) {
    EndpointState state = ClusterPage.state(live, address);
    line(host, "cx_active", state.connectionsActive.sum());
    line(host, "cx_connect_fail", state.connectFailures.sum());
    line(host, "cx_total", state.connectionsTotal.sum());
    line(host, "rq_active", state.active());
    line(host, "rq_error", state.requestsError.sum());
    line(host, "rq_pending_active", 0);
    line(host, "rq_success", state.requestsSuccess.sum());
    line(host, "rq_timeout", state.requestsTimeout.sum());
    line(host, "rq_total", state.requestsTotal.sum());
  }

  private void place(String host, LocalityLbEndpoints group, LbEndpoint endpoint) {
    Locality locality = group.getLocality();
    line(host, "hostname", endpoint.getEndpoint().getHostname());
    line(host, "health_flags", flags(endpoint.getHealthStatus()));
    line(host, "weight", Hosts.weight(endpoint));
    line(host, "region", locality.getRegion());
    line(host, "zone", locality.getZone());
    line(host, "sub_zone", locality.getSubZone());
    line(host, "canary", false);
    line(host, "priority", group.getPriority());
    line(host, "success_rate", -1);
    line(host, "local_origin_success_rate", -1);
  }

  private static String flags(HealthStatus status) {
    return switch (status) {
      case UNKNOWN, HEALTHY, UNRECOGNIZED -> "healthy";
      case UNHEALTHY, TIMEOUT -> "/failed_eds_health";
      case DRAINING -> "/eds_status_draining";
      case DEGRADED -> "/degraded_eds_health";
    };
  }

  private static String unsigned(int value) {
    return Integer.toUnsignedString(value);
  }

  private void line(String where, String name, Object value) {
    out.append(where).append("::").append(name).append("::").append(value).append('\n');
  }
}
