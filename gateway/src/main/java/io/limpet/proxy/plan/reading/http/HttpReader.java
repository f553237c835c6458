package io.limpet.proxy.plan.reading.http;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.UpgradeConfig;
import io.limpet.proxy.plan.HttpPlan;
import io.limpet.proxy.plan.HttpPlan.Codec;
import io.limpet.proxy.plan.HttpPlan.ConnectionLimits;
import io.limpet.proxy.plan.HttpPlan.EscapedSlashes;
import io.limpet.proxy.plan.HttpPlan.Hosts;
import io.limpet.proxy.plan.HttpPlan.Limits;
import io.limpet.proxy.plan.HttpPlan.Paths;
import io.limpet.proxy.plan.HttpPlan.ServerHeader;
import io.limpet.proxy.plan.HttpPlan.StripPort;
import io.limpet.proxy.plan.HttpPlan.Transformation;
import io.limpet.proxy.plan.UpgradePlan;
import io.limpet.proxy.plan.filter.HttpChain;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.format.AccessLogReader;
import io.limpet.proxy.plan.reading.protocol.Http1Reader;
import io.limpet.proxy.plan.reading.protocol.Http2Reader;
import io.limpet.proxy.plan.reading.protocol.Http3Reader;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// A connection manager, but for its routes (http_connection_manager.proto, protocol.proto).
public final class HttpReader {
  private static final int DEFAULT_HEAD_KIB = 60;
  private static final int MAX_HEAD_KIB = 8192;
  private static final int DEFAULT_HEADERS = 100;
  private static final long DEFAULT_STREAM_IDLE_MILLIS = 300_000;

  /// `tracing` is in every Istio gateway's listener; without a tracer, it tells decorators.
  /// `drain_timeout` is HTTP/2's: an HTTP/1 connection that nobody waits on ends at once.
  private static final Set<String> KNOWN =
      Set.of(
          "codec_type",
          "stat_prefix",
          "rds",
          "route_config",
          "http_filters",
          "tracing",
          "common_http_protocol_options",
          "http1_safe_max_connection_duration",
          "http_protocol_options",
          "http2_protocol_options",
          "http3_protocol_options",
          "server_name",
          "server_header_transformation",
          "max_request_headers_kb",
          "stream_idle_timeout",
          "stream_flush_timeout",
          "request_timeout",
          "request_headers_timeout",
          "drain_timeout",
          "delayed_close_timeout",
          "access_log",
          "access_log_options",
          "flush_access_log_on_new_request",
          "local_reply_config",
          "proxy_100_continue",
          "upgrade_configs",
          "normalize_path",
          "merge_slashes",
          "path_with_escaped_slashes_action",
          "strip_matching_host_port",
          "strip_any_host_port",
          "strip_trailing_host_dot",
          "stream_error_on_invalid_http_message");

  private static final Set<String> KNOWN_COMMON =
      Set.of(
          "idle_timeout",
          "max_connection_duration",
          "max_headers_count",
          "max_stream_duration",
          "headers_with_underscores_action",
          "max_requests_per_connection");

  private HttpReader() {}

  public static HttpPlan read(
      HttpConnectionManager manager, HttpChain filters, boolean outbound, Place place) {
    Set<String> known = new HashSet<>(KNOWN);
    known.addAll(IdentityReader.KNOWN);
    place.onlyKnows(manager, known);
    return new HttpPlan(
        manager.getStatPrefix(),
        server(manager),
        IdentityReader.read(manager, outbound, place),
        paths(manager),
        hosts(manager, place),
        limits(manager, place),
        codec(manager),
        Http1Reader.read(manager, place),
        Http2Reader.read(manager, place),
        Http3Reader.read(manager, place),
        upgrades(manager, place),
        filters,
        RouterReader.read(manager, place),
        AccessLogReader.read(manager, place),
        LocalReplyReader.read(manager.getLocalReplyConfig(), place.at("local_reply_config")));
  }

  private static Codec codec(HttpConnectionManager manager) {
    return switch (manager.getCodecType()) {
      case AUTO, UNRECOGNIZED -> Codec.AUTO;
      case HTTP1 -> Codec.HTTP1;
      case HTTP2 -> Codec.HTTP2;
      case HTTP3 -> Codec.HTTP3;
    };
  }

  private static ServerHeader server(HttpConnectionManager manager) {
    String name = manager.getServerName().isEmpty() ? "envoy" : manager.getServerName();
    return switch (manager.getServerHeaderTransformation()) {
      case OVERWRITE, UNRECOGNIZED -> new ServerHeader(name, Transformation.OVERWRITE);
      case APPEND_IF_ABSENT -> new ServerHeader(name, Transformation.APPEND_IF_ABSENT);
      case PASS_THROUGH -> new ServerHeader(name, Transformation.PASS_THROUGH);
    };
  }

  private static Paths paths(HttpConnectionManager manager) {
    EscapedSlashes escaped =
        switch (manager.getPathWithEscapedSlashesAction()) {
          case IMPLEMENTATION_SPECIFIC_DEFAULT, KEEP_UNCHANGED, UNRECOGNIZED -> EscapedSlashes.KEEP;
          case REJECT_REQUEST -> EscapedSlashes.REJECT;
          case UNESCAPE_AND_REDIRECT -> EscapedSlashes.REDIRECT;
          case UNESCAPE_AND_FORWARD -> EscapedSlashes.FORWARD;
        };
    return new Paths(manager.getNormalizePath().getValue(), manager.getMergeSlashes(), escaped);
  }

  private static Hosts hosts(HttpConnectionManager manager, Place place) {
    if (manager.getStripMatchingHostPort() && manager.getStripAnyHostPort()) {
      throw place
          .at("strip_any_host_port")
          .refused("may not be set beside strip_matching_host_port; remove one of them");
    }
    StripPort port = manager.getStripMatchingHostPort() ? StripPort.MATCHING : StripPort.NONE;
    return new Hosts(
        manager.getStripAnyHostPort() ? StripPort.ANY : port, manager.getStripTrailingHostDot());
  }

  private static Limits limits(HttpConnectionManager manager, Place place) {
    HttpProtocolOptions common = manager.getCommonHttpProtocolOptions();
    Place at = place.at("common_http_protocol_options");
    at.onlyKnows(common, KNOWN_COMMON);
    int kib =
        manager.hasMaxRequestHeadersKb()
            ? manager.getMaxRequestHeadersKb().getValue()
            : DEFAULT_HEAD_KIB;
    if (kib <= 0 || kib > MAX_HEAD_KIB) {
      throw place.at("max_request_headers_kb").refused("must be from 1 to " + MAX_HEAD_KIB);
    }
    if (common.hasMaxHeadersCount() && common.getMaxHeadersCount().getValue() < 1) {
      throw at.at("max_headers_count").refused("must be at least 1");
    }
    return new Limits(
        kib * 1024,
        common.hasMaxHeadersCount() ? common.getMaxHeadersCount().getValue() : DEFAULT_HEADERS,
        millis(
            manager.hasStreamIdleTimeout(),
            manager.getStreamIdleTimeout(),
            DEFAULT_STREAM_IDLE_MILLIS),
        Durations.toMillis(manager.getRequestTimeout()),
        Durations.toMillis(manager.getRequestHeadersTimeout()),
        Durations.toMillis(common.getMaxStreamDuration()),
        connection(manager, common));
  }

  private static ConnectionLimits connection(
      HttpConnectionManager manager, HttpProtocolOptions common) {
    ConnectionLimits usual = ConnectionLimits.DEFAULT;
    return new ConnectionLimits(
        common.getMaxRequestsPerConnection().getValue(),
        Durations.toMillis(common.getMaxConnectionDuration()),
        manager.getHttp1SafeMaxConnectionDuration(),
        millis(common.hasIdleTimeout(), common.getIdleTimeout(), usual.idleMillis()),
        millis(manager.hasDrainTimeout(), manager.getDrainTimeout(), usual.drainMillis()),
        millis(
            manager.hasDelayedCloseTimeout(),
            manager.getDelayedCloseTimeout(),
            usual.delayedCloseMillis()));
  }

  private static long millis(boolean set, Duration duration, long otherwise) {
    return set ? Durations.toMillis(duration) : otherwise;
  }

  private static UpgradePlan upgrades(HttpConnectionManager manager, Place place) {
    Map<String, Boolean> types = new HashMap<>();
    for (int i = 0; i < manager.getUpgradeConfigsCount(); i++) {
      UpgradeConfig config = manager.getUpgradeConfigs(i);
      Place at = place.at("upgrade_configs", i);
      at.onlyKnows(config, Set.of("upgrade_type", "enabled"));
      boolean enabled = !config.hasEnabled() || config.getEnabled().getValue();
      String type = config.getUpgradeType().toLowerCase(Locale.ROOT);
      if (types.put(type, enabled) != null) {
        throw at.refused("has the same upgrade_type as another; remove one of them");
      }
    }
    return new UpgradePlan(types);
  }
}
