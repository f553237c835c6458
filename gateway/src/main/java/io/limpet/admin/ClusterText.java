package io.limpet.admin;

import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers.Thresholds;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Locality;
import io.envoyproxy.envoy.config.core.v3.RoutingPriority;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.Plan;
import io.limpet.proxy.plan.pools.EndpointState;
import io.limpet.proxy.plan.pools.OutlierMonitor;
import io.limpet.proxy.plan.pools.OutlierRates;
import io.limpet.xds.resources.Resources;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// `/clusters` as text (source/server/admin/clusters_handler.cc, writeClustersAsText).
final class ClusterText {
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
      outliers(name, plan.cluster(name));
    }
    limits(name, "default_priority", ClusterPage.thresholds(cluster, RoutingPriority.DEFAULT));
    limits(name, "high_priority", ClusterPage.thresholds(cluster, RoutingPriority.HIGH));
    line(name, "added_via_api", true);
    if (cluster.getType() == Cluster.DiscoveryType.EDS) {
      line(name, "eds_service_name", Hosts.serviceName(cluster));
    }
    ClusterPlan live = plan.cluster(name);
    Hosts hosts = Hosts.of(cluster, resources, live);
    for (LocalityLbEndpoints locality : hosts.assignment().getEndpointsList()) {
      for (LbEndpoint endpoint : locality.getLbEndpointsList()) {
        String host = name + "::" + Hosts.address(endpoint);
        counts(host, live, Hosts.address(endpoint));
        place(host, locality, endpoint, ClusterPage.state(live, Hosts.address(endpoint)));
      }
    }
  }

  private void outliers(String cluster, @Nullable ClusterPlan live) {
    for (boolean local : new boolean[] {false, true}) {
      OutlierRates rates = live == null ? OutlierRates.NONE : live.state().outlierRates(local);
      String prefix = local ? "outlier::local_origin_success_rate" : "outlier::success_rate";
      line(cluster, prefix + "_average", number(rates.average()));
      line(cluster, prefix + "_ejection_threshold", number(rates.threshold()));
    }
  }

  /// Six digits that count, as Envoy prints its numbers.
  private static String number(double value) {
    return new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros().toPlainString();
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

  private void place(
      String host, LocalityLbEndpoints group, LbEndpoint endpoint, EndpointState state) {
    Locality locality = group.getLocality();
    line(host, "hostname", endpoint.getEndpoint().getHostname());
    line(host, "health_flags", HealthFlags.text(state, endpoint.getHealthStatus()));
    line(host, "weight", Hosts.weight(endpoint));
    line(host, "region", locality.getRegion());
    line(host, "zone", locality.getZone());
    line(host, "sub_zone", locality.getSubZone());
    line(host, "canary", false);
    line(host, "priority", group.getPriority());
    OutlierMonitor outlier = state.outlier();
    line(host, "success_rate", number(outlier == null ? -1 : outlier.answers().percent()));
    line(
        host,
        "local_origin_success_rate",
        number(outlier == null ? -1 : outlier.local().percent()));
  }

  private static String unsigned(int value) {
    return Integer.toUnsignedString(value);
  }

  private void line(String where, String name, Object value) {
    out.append(where).append("::").append(name).append("::").append(value).append('\n');
  }
}
