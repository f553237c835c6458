package io.limpet.proxy.plan;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.envoyproxy.envoy.config.core.v3.SubstitutionFormatString;
import io.envoyproxy.envoy.extensions.access_loggers.file.v3.FileAccessLog;
import io.envoyproxy.envoy.extensions.access_loggers.stream.v3.StdoutAccessLog;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.limpet.proxy.plan.HttpPlan.AccessLogPlan;
import io.limpet.proxy.plan.HttpPlan.Identity;
import io.limpet.proxy.plan.HttpPlan.Limits;
import io.limpet.proxy.plan.HttpPlan.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A connection manager, but for its routes (http_connection_manager.proto, protocol.proto).
final class HttpReader {
  private static final int DEFAULT_HEAD_KIB = 60;
  private static final int DEFAULT_HEADERS = 100;
  private static final long DEFAULT_STREAM_IDLE_MILLIS = 300_000;
  private static final long DEFAULT_IDLE_MILLIS = 3_600_000;
  private static final long DEFAULT_DELAYED_CLOSE_MILLIS = 1_000;
  private static final long DEFAULT_DRAIN_MILLIS = 5_000;

  /// `tracing`, `request_id_extension` and the client certificate's fields are in every Istio
  /// gateway's listener, and have no effect without a tracer and without TLS.
  private static final Set<String> KNOWN =
      Set.of(
          "codec_type",
          "stat_prefix",
          "rds",
          "route_config",
          "http_filters",
          "tracing",
          "common_http_protocol_options",
          "http_protocol_options",
          "server_name",
          "max_request_headers_kb",
          "stream_idle_timeout",
          "request_timeout",
          "request_headers_timeout",
          "drain_timeout",
          "delayed_close_timeout",
          "access_log",
          "use_remote_address",
          "xff_num_trusted_hops",
          "skip_xff_append",
          "generate_request_id",
          "preserve_external_request_id",
          "always_set_request_id_in_response",
          "forward_client_cert_details",
          "set_current_client_cert_details",
          "proxy_100_continue",
          "upgrade_configs",
          "normalize_path",
          "merge_slashes",
          "path_with_escaped_slashes_action",
          "request_id_extension");

  private HttpReader() {}

  static HttpPlan read(HttpConnectionManager manager, HttpChain filters, Place place) {
    place.onlyKnows(manager, KNOWN);
    switch (manager.getPathWithEscapedSlashesAction()) {
      case IMPLEMENTATION_SPECIFIC_DEFAULT, KEEP_UNCHANGED, UNRECOGNIZED -> {}
      case REJECT_REQUEST, UNESCAPE_AND_REDIRECT, UNESCAPE_AND_FORWARD ->
          place.at("path_with_escaped_slashes_action").ignored("escaped slashes are kept");
    }
    place
        .at("http_protocol_options")
        .onlyKnows(manager.getHttpProtocolOptions(), Set.of("accept_http_10"));
    return new HttpPlan(
        manager.getStatPrefix(),
        manager.getServerName().isEmpty() ? "envoy" : manager.getServerName(),
        identity(manager),
        new Paths(manager.getNormalizePath().getValue(), manager.getMergeSlashes()),
        limits(manager, place),
        manager.getHttpProtocolOptions().getAcceptHttp10(),
        manager.getProxy100Continue(),
        upgrades(manager),
        filters,
        accessLogs(manager, place));
  }

  private static Identity identity(HttpConnectionManager manager) {
    return new Identity(
        manager.getUseRemoteAddress().getValue(),
        manager.getXffNumTrustedHops(),
        manager.getSkipXffAppend(),
        !manager.hasGenerateRequestId() || manager.getGenerateRequestId().getValue(),
        manager.getPreserveExternalRequestId(),
        manager.getAlwaysSetRequestIdInResponse());
  }

  private static Limits limits(HttpConnectionManager manager, Place place) {
    var common = manager.getCommonHttpProtocolOptions();
    place
        .at("common_http_protocol_options")
        .onlyKnows(common, Set.of("idle_timeout", "max_headers_count"));
    int kib =
        manager.hasMaxRequestHeadersKb()
            ? manager.getMaxRequestHeadersKb().getValue()
            : DEFAULT_HEAD_KIB;
    return new Limits(
        kib * 1024,
        common.hasMaxHeadersCount() ? common.getMaxHeadersCount().getValue() : DEFAULT_HEADERS,
        millis(
            manager.hasStreamIdleTimeout(),
            manager.getStreamIdleTimeout(),
            DEFAULT_STREAM_IDLE_MILLIS),
        Durations.toMillis(manager.getRequestTimeout()),
        Durations.toMillis(manager.getRequestHeadersTimeout()),
        millis(common.hasIdleTimeout(), common.getIdleTimeout(), DEFAULT_IDLE_MILLIS),
        millis(
            manager.hasDelayedCloseTimeout(),
            manager.getDelayedCloseTimeout(),
            DEFAULT_DELAYED_CLOSE_MILLIS),
        millis(manager.hasDrainTimeout(), manager.getDrainTimeout(), DEFAULT_DRAIN_MILLIS));
  }

  private static long millis(boolean set, Duration duration, long otherwise) {
    return set ? Durations.toMillis(duration) : otherwise;
  }

  private static Set<String> upgrades(HttpConnectionManager manager) {
    return manager.getUpgradeConfigsList().stream()
        .filter(upgrade -> !upgrade.hasEnabled() || upgrade.getEnabled().getValue())
        .map(upgrade -> upgrade.getUpgradeType().toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }

  private static List<AccessLogPlan> accessLogs(HttpConnectionManager manager, Place place) {
    List<AccessLogPlan> plans = new ArrayList<>();
    for (int i = 0; i < manager.getAccessLogCount(); i++) {
      accessLog(manager.getAccessLog(i), place.at("access_log", i)).ifPresent(plans::add);
    }
    return plans;
  }

  @SuppressWarnings("deprecation") // `format` is the older place of the text
  private static Optional<AccessLogPlan> accessLog(AccessLog log, Place at) {
    if (log.hasFilter()) {
      at.at("filter").ignored("every request is logged");
    }
    if (log.getTypedConfig().is(FileAccessLog.class)) {
      FileAccessLog file = at.unpack(log.getTypedConfig(), FileAccessLog.class);
      String format = file.hasLogFormat() ? text(file.getLogFormat(), at) : file.getFormat();
      return Optional.of(new AccessLogPlan(file.getPath(), format(format, at)));
    }
    if (log.getTypedConfig().is(StdoutAccessLog.class)) {
      StdoutAccessLog stdout = at.unpack(log.getTypedConfig(), StdoutAccessLog.class);
      return Optional.of(
          new AccessLogPlan("/dev/stdout", format(text(stdout.getLogFormat(), at), at)));
    }
    at.ignored("only logs to a file and to standard output are written");
    return Optional.empty();
  }

  private static FormatString format(String text, Place at) {
    return text.isEmpty() ? FormatString.DEFAULT_LOG : FormatReader.read(text, at.at("log_format"));
  }

  /// Empty for Envoy's default line.
  @SuppressWarnings("deprecation") // `text_format` is the older place of the text
  private static String text(SubstitutionFormatString format, Place at) {
    return switch (format.getFormatCase()) {
      case TEXT_FORMAT -> format.getTextFormat();
      case TEXT_FORMAT_SOURCE -> format.getTextFormatSource().getInlineString();
      case FORMAT_NOT_SET -> "";
      case JSON_FORMAT -> {
        at.at("log_format").ignored("JSON is not written; the default line is");
        yield "";
      }
    };
  }
}
