package io.limpet.proxy.plan;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.CommonLbConfig;
import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.limpet.proxy.plan.Endpoint.Health;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// An Envoy cluster and its endpoints, as the balancer wants them.
final class ClusterReader {

  /// `filters`: Istio's metadata exchange, which needs TLS; for that see [TransportSockets].
  private static final Set<String> KNOWN =
      Set.of(
          "name",
          "alt_stat_name",
          "type",
          "eds_cluster_config",
          "load_assignment",
          "connect_timeout",
          "lb_policy",
          "least_request_lb_config",
          "round_robin_lb_config",
          "ring_hash_lb_config",
          "maglev_lb_config",
          "common_lb_config",
          "typed_extension_protocol_options",
          "circuit_breakers",
          "upstream_connection_options",
          "upstream_bind_config",
          "metadata",
          "transport_socket",
          "filters",
          "transport_socket_matches",
          "dns_lookup_family",
          "dns_refresh_rate",
          "dns_jitter",
          "respect_dns_ttl");

  private final Cluster cluster;
  private final Place place;

  private ClusterReader(Cluster cluster, Place place) {
    this.cluster = cluster;
    this.place = place;
  }

  static ClusterPlan read(
      Cluster cluster, ClusterLoadAssignment assignment, ClusterState state, Place place) {
    return new ClusterReader(cluster, place).read(assignment, state);
  }

  private ClusterPlan read(ClusterLoadAssignment assignment, ClusterState state) {
    place.onlyKnows(cluster, KNOWN);
    checkType();
    TransportSockets sockets = new TransportSockets(cluster);
    noteTls(sockets);
    Place endpointsPlace =
        Place.of("ClusterLoadAssignment", cluster.getName(), place.problems(), place.runtime());
    List<Endpoint> endpoints = EndpointReader.read(assignment, state, sockets, endpointsPlace);
    Map<String, Endpoint> byAddress =
        endpoints.stream().collect(Collectors.toMap(Endpoint::address, e -> e, (a, _) -> a));
    PoolsRecipe recipe = PoolsReader.read(cluster, assignment, place);
    return new ClusterPlan(
        cluster.getName(),
        cluster.getAltStatName().isEmpty() ? cluster.getName() : cluster.getAltStatName(),
        endpoints,
        byAddress,
        state.pools(recipe, endpoints),
        overrideStatuses(cluster.getCommonLbConfig()),
        says(cluster, "retry_pinned_first"),
        ConnectionsReader.read(cluster, place),
        CircuitReader.read(cluster, state, place),
        state);
  }

  /// What was to be secret is never sent in plain text, also not by what was accepted last: the
  /// endpoints are left out then, and requests get 503.
  private void noteTls(TransportSockets sockets) {
    if (!sockets.isPlainText()) {
      place
          .at("transport_socket")
          .withheld(
              "Limpet's proxy does not speak TLS to endpoints, so requests get 503; set"
                  + " tls.mode: DISABLE in the DestinationRule, or use Envoy");
    }
  }

  private void checkType() {
    boolean fixed =
        switch (cluster.getType()) {
          case EDS, STATIC -> true;
          case STRICT_DNS, LOGICAL_DNS, ORIGINAL_DST, UNRECOGNIZED -> false;
        };
    if (!fixed || cluster.hasClusterType()) {
      throw place
          .at("type")
          .refused("only EDS and STATIC clusters are carried out; give endpoints their addresses");
    }
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

  /// Whether Limpet's own metadata of a cluster says so (`metadata.filter_metadata.limpet`).
  static boolean says(Cluster cluster, String key) {
    Struct limpet =
        cluster.getMetadata().getFilterMetadataOrDefault("limpet", Struct.getDefaultInstance());
    return limpet.getFieldsOrDefault(key, Value.getDefaultInstance()).getBoolValue();
  }
}
