package io.limpet.proxy.plan.reading.health;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.HealthCheck;
import io.envoyproxy.envoy.config.core.v3.HealthCheck.TcpHealthCheck;
import io.limpet.proxy.plan.Connections;
import io.limpet.proxy.plan.Connections.Protocol;
import io.limpet.proxy.plan.HealthCheckPlan;
import io.limpet.proxy.plan.HealthCheckPlan.Intervals;
import io.limpet.proxy.plan.HealthCheckPlan.Jitter;
import io.limpet.proxy.plan.HealthCheckPlan.Question;
import io.limpet.proxy.plan.HealthCheckPlan.Thresholds;
import io.limpet.proxy.plan.HealthCheckPlan.Times;
import io.limpet.proxy.plan.reading.fields.DurationFields;
import io.limpet.proxy.plan.reading.fields.Place;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A cluster's `health_checks`, of which there may be one (health_check.proto).
final class HealthCheckReader {
  private static final long DEFAULT_NO_TRAFFIC_MILLIS = 60_000;
  private static final String KINDS = "http_health_check, grpc_health_check or tcp_health_check";

  /// What concerns logs of health events is not listed: they are not written. `alt_port` has no
  /// effect in Envoy 1.40 either (measured).
  private static final Set<String> KNOWN =
      Set.of(
          "timeout",
          "interval",
          "initial_jitter",
          "interval_jitter",
          "interval_jitter_percent",
          "unhealthy_threshold",
          "healthy_threshold",
          "alt_port",
          "reuse_connection",
          "http_health_check",
          "tcp_health_check",
          "grpc_health_check",
          "custom_health_check", // refused below
          "no_traffic_interval",
          "no_traffic_healthy_interval",
          "unhealthy_interval",
          "unhealthy_edge_interval",
          "healthy_edge_interval",
          "transport_socket_match_criteria", // of an endpoint: HealthReader
          "tls_options");

  private final HealthCheck message;
  private final Connections connections;
  private final Place place;

  private HealthCheckReader(HealthCheck message, Connections connections, Place place) {
    this.message = message;
    this.connections = connections;
    this.place = place;
  }

  static @Nullable HealthCheckPlan read(Cluster cluster, Connections connections, Place place) {
    if (cluster.getHealthChecksCount() == 0) {
      return null;
    }
    if (cluster.getHealthChecksCount() > 1) {
      throw place.at("health_checks", 1).refused("only one health check is carried out; keep one");
    }
    return new HealthCheckReader(
            cluster.getHealthChecks(0), connections, place.at("health_checks", 0))
        .read();
  }

  private HealthCheckPlan read() {
    place.onlyKnows(message, KNOWN);
    place.at("tls_options").onlyKnows(message.getTlsOptions(), Set.of("alpn_protocols"));
    Question question = question();
    return new HealthCheckPlan(question, times(), thresholds());
  }

  private Question question() {
    return switch (message.getHealthCheckerCase()) {
      case HTTP_HEALTH_CHECK ->
          HttpCheckReader.read(
              message.getHttpHealthCheck(), reuse(), connections, place.at("http_health_check"));
      case TCP_HEALTH_CHECK -> tcp(message.getTcpHealthCheck(), place.at("tcp_health_check"));
      case GRPC_HEALTH_CHECK -> grpc(place.at("grpc_health_check"));
      case CUSTOM_HEALTH_CHECK ->
          throw place.at("custom_health_check").refused("there are no others than these: " + KINDS);
      case HEALTHCHECKER_NOT_SET -> throw place.refused("says not how to check; give " + KINDS);
    };
  }

  private Question grpc(Place at) {
    if (connections.protocol() == Protocol.HTTP1) {
      throw at.refused("needs a cluster whose endpoints speak HTTP/2; give http2_protocol_options");
    }
    return GrpcCheckReader.read(message, connections, at);
  }

  private boolean reuse() {
    return reuse(message);
  }

  static boolean reuse(HealthCheck message) {
    return !message.hasReuseConnection() || message.getReuseConnection().getValue();
  }

  private Question tcp(TcpHealthCheck tcp, Place at) {
    at.onlyKnows(tcp, Set.of("send", "receive"));
    return new Question.Tcp(
        PayloadReader.one(tcp.getSend(), at.at("send")),
        PayloadReader.all(tcp.getReceiveList(), "receive", at),
        reuse());
  }

  private Times times() {
    long usual = required("interval");
    long unhealthy = DurationFields.positive(place, message, "unhealthy_interval", usual);
    long noTraffic =
        DurationFields.positive(place, message, "no_traffic_interval", DEFAULT_NO_TRAFFIC_MILLIS);
    Intervals intervals =
        new Intervals(
            usual,
            unhealthy,
            DurationFields.positive(place, message, "unhealthy_edge_interval", unhealthy),
            DurationFields.positive(place, message, "healthy_edge_interval", usual),
            noTraffic,
            DurationFields.positive(place, message, "no_traffic_healthy_interval", noTraffic));
    Jitter jitter =
        new Jitter(
            DurationFields.notNegative(place, message, "initial_jitter", 0),
            DurationFields.notNegative(place, message, "interval_jitter", 0),
            message.getIntervalJitterPercent());
    return new Times(required("timeout"), intervals, jitter);
  }

  private long required(String name) {
    requireSet(name, "give a time such as 5s");
    return DurationFields.positive(place, message, name, 1);
  }

  private Thresholds thresholds() {
    requireSet("unhealthy_threshold", "give how many failures in a row are believed");
    requireSet("healthy_threshold", "give how many successes in a row are believed");
    return new Thresholds(
        message.getUnhealthyThreshold().getValue(), message.getHealthyThreshold().getValue());
  }

  private void requireSet(String name, String remedy) {
    FieldDescriptor field = HealthCheck.getDescriptor().findFieldByName(name);
    if (!message.hasField(field)) {
      throw place.at(name).refused("is missing; " + remedy);
    }
  }
}
