package io.limpet.proxy.plan;

import com.google.protobuf.Any;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.CommonLbConfig;
import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.limpet.proxy.plan.ClusterPlan.Connections;
import io.limpet.proxy.plan.Endpoint.Health;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An Envoy cluster and its endpoints, as the balancer wants them.
final class ClusterReader {
  private static final String HTTP_OPTIONS =
      "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";
  private static final long DEFAULT_CONNECT_MILLIS = 5_000;
  private static final long DEFAULT_IDLE_MILLIS = 3_600_000;

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
    checkCircuitBreakers();
    TransportSockets sockets = new TransportSockets(cluster);
    noteTls(sockets);
    Place endpointsPlace = Place.of("ClusterLoadAssignment", cluster.getName(), place.problems());
    List<Endpoint> endpoints = EndpointReader.read(assignment, state, sockets, endpointsPlace);
    Map<String, Endpoint> byAddress =
        endpoints.stream().collect(Collectors.toMap(Endpoint::address, e -> e, (a, _) -> a));
    Pools pools = PoolsReader.read(cluster, assignment, endpoints, place);
    return new ClusterPlan(
        cluster.getName(),
        cluster.getAltStatName().isEmpty() ? cluster.getName() : cluster.getAltStatName(),
        endpoints,
        pools.all().stream().flatMap(pool -> pool.endpoints().stream()).distinct().toList(),
        byAddress,
        pools,
        overrideStatuses(cluster.getCommonLbConfig()),
        says(cluster, "retry_pinned_first"),
        connections(),
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

  private void checkCircuitBreakers() {
    CircuitBreakers breakers = cluster.getCircuitBreakers();
    boolean limits =
        breakers.getThresholdsList().stream()
            .anyMatch(
                t ->
                    t.hasRetryBudget()
                        || isLimit(t.hasMaxConnections(), t.getMaxConnections().getValue())
                        || isLimit(t.hasMaxPendingRequests(), t.getMaxPendingRequests().getValue())
                        || isLimit(t.hasMaxRequests(), t.getMaxRequests().getValue())
                        || isLimit(t.hasMaxRetries(), t.getMaxRetries().getValue()));
    if (limits || breakers.getPerHostThresholdsCount() > 0) {
      place.at("circuit_breakers").ignored("no limits are kept; bound the load before the gateway");
    }
  }

  /// Istio says "no limit" with the largest number of 32 bits.
  private static boolean isLimit(boolean set, int value) {
    return set && value != -1;
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

  private Connections connections() {
    long connect =
        cluster.hasConnectTimeout()
            ? Durations.toMillis(cluster.getConnectTimeout())
            : DEFAULT_CONNECT_MILLIS;
    @Nullable Any any = cluster.getTypedExtensionProtocolOptionsMap().get(HTTP_OPTIONS);
    if (any == null) {
      return new Connections(connect, DEFAULT_IDLE_MILLIS, 0);
    }
    Place at = place.at("typed_extension_protocol_options");
    HttpProtocolOptions options = at.unpack(any, HttpProtocolOptions.class);
    checkProtocol(options, at);
    var common = options.getCommonHttpProtocolOptions();
    at.at("common_http_protocol_options")
        .onlyKnows(common, Set.of("idle_timeout", "max_requests_per_connection"));
    return new Connections(
        connect,
        common.hasIdleTimeout() ? Durations.toMillis(common.getIdleTimeout()) : DEFAULT_IDLE_MILLIS,
        common.getMaxRequestsPerConnection().getValue());
  }

  private static void checkProtocol(HttpProtocolOptions options, Place at) {
    at.onlyKnows(
        options,
        Set.of(
            "common_http_protocol_options",
            "explicit_http_config",
            "upstream_http_protocol_options", // names for TLS, which is refused above
            "use_downstream_protocol_config",
            "auto_config"));
    if (options.getExplicitHttpConfig().hasHttp2ProtocolOptions()) {
      at.at("explicit_http_config")
          .ignored("endpoints are spoken to in HTTP/1.1; name the Service's port http, not http2");
    }
  }

  /// Whether Limpet's own metadata of a cluster says so (`metadata.filter_metadata.limpet`).
  static boolean says(Cluster cluster, String key) {
    Struct limpet =
        cluster.getMetadata().getFilterMetadataOrDefault("limpet", Struct.getDefaultInstance());
    return limpet.getFieldsOrDefault(key, Value.getDefaultInstance()).getBoolValue();
  }
}
