package io.limpet.proxy.plan.reading.cluster;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.CommonLbConfig;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.DiscoveryType;
import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.Connections;
import io.limpet.proxy.plan.DnsPlan;
import io.limpet.proxy.plan.HealthPlan;
import io.limpet.proxy.plan.pools.CircuitBreakers;
import io.limpet.proxy.plan.pools.ClusterState;
import io.limpet.proxy.plan.pools.Endpoint.Health;
import io.limpet.proxy.plan.pools.PoolsRecipe;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.health.HealthReader;
import io.limpet.proxy.plan.reading.pools.CircuitReader;
import io.limpet.proxy.plan.reading.pools.EndpointReader;
import io.limpet.proxy.plan.reading.pools.ExtensionReader;
import io.limpet.proxy.plan.reading.pools.KeptCluster;
import io.limpet.proxy.plan.reading.pools.PoolsReader;
import io.limpet.proxy.plan.reading.pools.TablePolicyReader;
import io.limpet.proxy.plan.reading.transport.SecretLookup;
import io.limpet.proxy.plan.reading.transport.TransportSockets;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An Envoy cluster and its endpoints, as the balancer wants them.
public final class ClusterReader {

  /// `filters`: Istio's metadata exchange, which needs Istio's mutual TLS.
  private static final Set<String> KNOWN =
      Set.of(
          "name",
          "alt_stat_name",
          "type",
          "eds_cluster_config",
          "load_assignment",
          "connect_timeout",
          "per_connection_buffer_limit_bytes",
          "lb_policy",
          "least_request_lb_config",
          "round_robin_lb_config",
          "ring_hash_lb_config",
          "maglev_lb_config",
          "lb_subset_config",
          "load_balancing_policy",
          "common_lb_config",
          "typed_extension_protocol_options",
          "common_http_protocol_options",
          "upstream_http_protocol_options",
          "http_protocol_options",
          "http2_protocol_options",
          "protocol_selection",
          "circuit_breakers",
          "upstream_connection_options",
          "upstream_bind_config",
          "metadata",
          "transport_socket",
          "filters",
          "transport_socket_matches",
          "health_checks",
          "ignore_health_on_host_removal", // as if it were set: docs/envoy-differences.md
          "outlier_detection",
          "cluster_type",
          "dns_lookup_family",
          "dns_refresh_rate",
          "dns_failure_refresh_rate",
          "dns_jitter",
          "dns_resolution_config",
          "dns_resolvers",
          "respect_dns_ttl",
          "typed_dns_resolver_config",
          "use_tcp_for_dns_lookups");

  private final Cluster cluster;
  private final SecretLookup secrets;
  private final Place place;

  private ClusterReader(Cluster cluster, SecretLookup secrets, Place place) {
    this.cluster = cluster;
    this.secrets = secrets;
    this.place = place;
  }

  public static ClusterPlan read(
      Cluster cluster,
      ClusterLoadAssignment assignment,
      KeptCluster kept,
      SecretLookup secrets,
      Place place) {
    return new ClusterReader(cluster, secrets, place).read(assignment, kept);
  }

  private ClusterPlan read(ClusterLoadAssignment assignment, KeptCluster kept) {
    ClusterState state = kept.state();
    place.onlyKnows(cluster, KNOWN);
    @Nullable DnsPlan dns = dns();
    UpstreamHttp http = UpstreamHttp.read(cluster, place);
    TransportSockets sockets = new TransportSockets(cluster, http.names(), secrets, place);
    Place endpointsPlace =
        Place.of("ClusterLoadAssignment", cluster.getName(), place.problems(), place.runtime());
    PoolsRecipe recipe = PoolsReader.read(cluster, assignment, state, place);
    EndpointReader.Found found =
        EndpointReader.read(assignment, kept, sockets, naming(dns, recipe), endpointsPlace);
    Set<Health> overrideStatuses = overrideStatuses(cluster.getCommonLbConfig());
    Connections connections = ConnectionsReader.read(cluster, http, place);
    CircuitBreakers breakers = CircuitReader.read(cluster, state, place);
    HealthPlan health = HealthReader.read(cluster, assignment, sockets, connections, place);
    // Nothing is refused from here on: only now may the live state change.
    HealthReader.begin(cluster, dns, health, found.endpoints());
    return new ClusterPlan(
        cluster.getName(),
        cluster.getAltStatName().isEmpty() ? cluster.getName() : cluster.getAltStatName(),
        found.endpoints(),
        found.byAddress(),
        state.pools(recipe, found.endpoints()),
        health,
        overrideStatuses,
        ExtensionReader.of(cluster, place).getRetryPinnedFirst(),
        connections,
        breakers,
        state);
  }

  private EndpointReader.Naming naming(@Nullable DnsPlan dns, PoolsRecipe recipe) {
    TablePolicyReader.checkHostNames(cluster, dns, place);
    return new EndpointReader.Naming(
        dns == null ? null : dns.kind(), recipe.choosing().byHostName());
  }

  /// How endpoints are looked up; null where configuration tells their addresses.
  private @Nullable DnsPlan dns() {
    @Nullable DnsPlan dns = DnsReader.read(cluster, place);
    boolean fixed =
        !cluster.hasClusterType()
            && (cluster.getType() == DiscoveryType.EDS
                || cluster.getType() == DiscoveryType.STATIC);
    if (dns == null && !fixed) {
      throw place
          .at(cluster.hasClusterType() ? "cluster_type" : "type")
          .refused(
              "only EDS, STATIC, STRICT_DNS and LOGICAL_DNS are carried out; use one of these");
    }
    if (cluster.hasEdsClusterConfig() && cluster.getType() != DiscoveryType.EDS) {
      throw place.at("eds_cluster_config").refused("is for clusters of type EDS only; remove it");
    }
    return dns;
  }

  /// A list that is set and empty means that no token is ever followed (cluster.proto,
  /// `override_host_status`).
  private static Set<Health> overrideStatuses(CommonLbConfig config) {
    if (!config.hasOverrideHostStatus()) {
      return EnumSet.of(Health.UNKNOWN, Health.HEALTHY, Health.DEGRADED);
    }
    Set<Health> statuses = EnumSet.noneOf(Health.class);
    for (HealthStatus status : config.getOverrideHostStatus().getStatusesList()) {
      statuses.add(EndpointReader.health(status));
    }
    return statuses;
  }
}
