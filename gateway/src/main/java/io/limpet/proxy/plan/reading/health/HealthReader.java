package io.limpet.proxy.plan.reading.health;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.HealthCheck;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint.HealthCheckConfig;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.limpet.proxy.plan.Connections;
import io.limpet.proxy.plan.DnsPlan;
import io.limpet.proxy.plan.HealthCheckPlan;
import io.limpet.proxy.plan.HealthPlan;
import io.limpet.proxy.plan.HealthPlan.Target;
import io.limpet.proxy.plan.pools.Endpoint;
import io.limpet.proxy.plan.pools.OutlierPlan;
import io.limpet.proxy.plan.reading.fields.DurationFields;
import io.limpet.proxy.plan.reading.fields.HeadText;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.fields.SocketAddresses;
import io.limpet.proxy.plan.reading.pools.OutlierReader;
import io.limpet.proxy.plan.reading.transport.TransportSockets;
import io.limpet.proxy.plan.transport.UpstreamTls;
import io.limpet.proxy.plan.transport.UpstreamTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All that finds out by itself which endpoints of a cluster may serve.
public final class HealthReader {
  private static final long DEFAULT_MERGE_MILLIS = 1000;

  private final Cluster cluster;
  private final TransportSockets sockets;
  private final Map<String, Target> targets = new HashMap<>();

  private HealthReader(Cluster cluster, TransportSockets sockets) {
    this.cluster = cluster;
    this.sockets = sockets;
  }

  public static HealthPlan read(
      Cluster cluster,
      ClusterLoadAssignment assignment,
      TransportSockets sockets,
      Connections connections,
      Place place) {
    @Nullable HealthCheckPlan check = HealthCheckReader.read(cluster, connections, place);
    @Nullable OutlierPlan outliers = OutlierReader.read(cluster, place);
    if (check == null) {
      return outliers == null
          ? HealthPlan.NONE
          : new HealthPlan(null, Map.of(), outliers, mergeMillis(cluster, place));
    }
    HealthReader reader = new HealthReader(cluster, sockets);
    Place at = Place.of("ClusterLoadAssignment", cluster.getName(), place.problems());
    for (int i = 0; i < assignment.getEndpointsCount(); i++) {
      reader.read(assignment.getEndpoints(i), at.at("endpoints", i));
    }
    return new HealthPlan(check, reader.targets, outliers, mergeMillis(cluster, place));
  }

  private static long mergeMillis(Cluster cluster, Place place) {
    return DurationFields.notNegative(
        place.at("common_lb_config"),
        cluster.getCommonLbConfig(),
        "update_merge_window",
        DEFAULT_MERGE_MILLIS);
  }

  /// The endpoints that are checked from now on. A new one where endpoints come and go may be left
  /// out of account until then.
  public static void begin(
      Cluster cluster, @Nullable DnsPlan dns, HealthPlan health, List<Endpoint> endpoints) {
    boolean comeAndGo =
        dns == null
            ? cluster.getType() == Cluster.DiscoveryType.EDS
            : dns.kind() == DnsPlan.Kind.STRICT;
    boolean pending = comeAndGo && cluster.getCommonLbConfig().getIgnoreNewHostsUntilFirstHc();
    for (Endpoint endpoint : endpoints) {
      if (health.targets().containsKey(endpoint.address())) {
        endpoint.state().beginChecks(pending);
      } else {
        endpoint.state().serveUnchecked();
      }
    }
  }

  private void read(LocalityLbEndpoints group, Place place) {
    for (int i = 0; i < group.getLbEndpointsCount(); i++) {
      read(group.getLbEndpoints(i), group, place.at("lb_endpoints", i).at("endpoint"));
    }
  }

  private void read(LbEndpoint endpoint, LocalityLbEndpoints group, Place place) {
    HealthCheckConfig config = endpoint.getEndpoint().getHealthCheckConfig();
    Place at = place.at("health_check_config");
    at.onlyKnows(
        config, Set.of("port_value", "hostname", "address", "disable_active_health_check"));
    if (config.getPortValue() > 65535) {
      throw at.at("port_value").refused(config.getPortValue() + " is no port; give 1 to 65535");
    }
    if (!config.getDisableActiveHealthCheck()) {
      InetSocketAddress own =
          SocketAddresses.ip(
              endpoint.getEndpoint().getAddress().getSocketAddress(), place.at("address"));
      @Nullable UpstreamTransport transport = transport(endpoint, group);
      @Nullable UpstreamTls tls = transport == null ? null : transport.tls();
      String hostname = HeadText.bytes(endpoint.getEndpoint().getHostname());
      targets.putIfAbsent(
          SocketAddresses.text(own),
          new Target(
              address(config, own, at),
              host(config),
              transport,
              tls == null ? "" : tls.serverName("", hostname)));
    }
  }

  /// Criteria of the check stand in the place of the endpoint's own facts (Envoy:
  /// upstream_impl.cc, `createHealthCheckConnection`).
  private @Nullable UpstreamTransport transport(LbEndpoint endpoint, LocalityLbEndpoints group) {
    HealthCheck check = cluster.getHealthChecks(0);
    TransportSockets.Choice choice =
        check.hasTransportSocketMatchCriteria()
            ? sockets.of(check.getTransportSocketMatchCriteria())
            : sockets.of(endpoint, group);
    List<String> protocols = check.getTlsOptions().getAlpnProtocolsList();
    return switch (choice) {
      case TransportSockets.Spoken(UpstreamTransport transport) ->
          protocols.isEmpty() ? transport : transport.withProtocols(protocols);
      case TransportSockets.LeftOut() -> null;
    };
  }

  /// The endpoint's own address unless it says another, or another port.
  private InetSocketAddress address(HealthCheckConfig config, InetSocketAddress own, Place at) {
    if (config.hasAddress()) {
      var other = SocketAddresses.ip(config.getAddress().getSocketAddress(), at.at("address"));
      return config.getPortValue() == 0 ? other : at(other.getAddress(), config.getPortValue());
    }
    return config.getPortValue() == 0 ? own : at(own.getAddress(), config.getPortValue());
  }

  private static InetSocketAddress at(InetAddress ip, int port) {
    return new InetSocketAddress(ip, port);
  }

  /// What the request's `host` is: the endpoint's, the check's, or the cluster's name (Envoy:
  /// health_checker_impl.cc, `getHostname`).
  private String host(HealthCheckConfig config) {
    if (!config.getHostname().isEmpty()) {
      return config.getHostname();
    }
    HealthCheck check = cluster.getHealthChecks(0);
    String host =
        check.hasGrpcHealthCheck()
            ? check.getGrpcHealthCheck().getAuthority()
            : check.getHttpHealthCheck().getHost();
    return host.isEmpty() ? cluster.getName() : host;
  }
}
