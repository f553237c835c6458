package io.limpet.xds.translate;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLogFilter;
import io.envoyproxy.envoy.config.accesslog.v3.ExtensionFilter;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.extensions.access_loggers.filters.cel.v3.ExpressionFilter;
import io.envoyproxy.envoy.extensions.access_loggers.grpc.v3.CommonGrpcAccessLogConfig;
import io.envoyproxy.envoy.extensions.access_loggers.grpc.v3.HttpGrpcAccessLogConfig;
import io.envoyproxy.envoy.extensions.access_loggers.grpc.v3.TcpGrpcAccessLogConfig;
import io.envoyproxy.envoy.extensions.access_loggers.open_telemetry.v3.OpenTelemetryAccessLogConfig;
import io.limpet.mesh.Reporting.Log;
import io.limpet.mesh.Reporting.Place;
import io.limpet.model.istio.ExtensionProvider.GrpcLog;
import io.limpet.model.istio.ExtensionProvider.OtelLog;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/// Access logs that servers are told (`pilot/pkg/model/telemetry_logging.go` in Istio).
final class LogServerTranslator {
  /// What Istio's own build of Envoy knows of the peers.
  private static final List<String> PEERS = List.of("upstream_peer", "downstream_peer");

  /// The same, and under its older names.
  private static final List<String> ALL_OF_PEERS =
      List.of(
          "upstream_peer",
          "downstream_peer",
          "wasm.upstream_peer",
          "wasm.upstream_peer_id",
          "wasm.downstream_peer",
          "wasm.downstream_peer_id");

  private LogServerTranslator() {}

  static AccessLog log(Log log) {
    Place place = Objects.requireNonNull(log.place());
    return switch (log.provider().description()) {
      case GrpcLog grpc when grpc.http() -> http(grpc, place);
      case GrpcLog grpc -> tcp(grpc, place);
      case OtelLog otel -> otel(otel, place);
      default -> throw new IllegalStateException(log + " is no server of logs");
    };
  }

  private static AccessLog http(GrpcLog grpc, Place place) {
    return named(
        "envoy.access_loggers.http_grpc",
        HttpGrpcAccessLogConfig.newBuilder()
            .setCommonConfig(common(grpc, "http_envoy_accesslog", place))
            .addAllAdditionalRequestHeadersToLog(grpc.requestHeaders())
            .addAllAdditionalResponseHeadersToLog(grpc.responseHeaders())
            .addAllAdditionalResponseTrailersToLog(grpc.responseTrailers())
            .build());
  }

  private static AccessLog tcp(GrpcLog grpc, Place place) {
    return named(
        "envoy.tcp_grpc_access_log",
        TcpGrpcAccessLogConfig.newBuilder()
            .setCommonConfig(common(grpc, "tcp_envoy_accesslog", place))
            .build());
  }

  private static CommonGrpcAccessLogConfig common(GrpcLog grpc, String usual, Place place) {
    List<String> objects = grpc.filterStateObjects();
    return common(
        grpc.logName().isEmpty() ? usual : grpc.logName(),
        objects.isEmpty() ? PEERS : objects,
        place);
  }

  private static CommonGrpcAccessLogConfig common(
      String name, List<String> filterState, Place place) {
    return CommonGrpcAccessLogConfig.newBuilder()
        .setLogName(name)
        .setGrpcService(service(place))
        .setTransportApiVersion(ApiVersion.V3)
        .addAllFilterStateObjectsToLog(filterState)
        .build();
  }

  static GrpcService.Builder service(Place place) {
    return GrpcService.newBuilder()
        .setEnvoyGrpc(
            GrpcService.EnvoyGrpc.newBuilder()
                .setClusterName(place.cluster())
                .setAuthority(place.host()));
  }

  private static AccessLog otel(OtelLog otel, Place place) {
    String line = otel.text().isEmpty() ? AccessLogTranslator.FORMAT : otel.text();
    OpenTelemetryAccessLogConfig.Builder message =
        OpenTelemetryAccessLogConfig.newBuilder()
            .setCommonConfig(
                common(
                    otel.logName().isEmpty() ? "otel_envoy_accesslog" : otel.logName(),
                    ALL_OF_PEERS,
                    place))
            .setDisableBuiltinLabels(true)
            .setBody(text(line))
            .addAllFormatters(
                AccessLogTranslator.formatters(line + String.join(" ", otel.labels().values())));
    if (!otel.labels().isEmpty()) {
      KeyValueList.Builder labels = KeyValueList.newBuilder();
      new TreeMap<>(otel.labels())
          .forEach(
              (key, value) ->
                  labels.addValues(KeyValue.newBuilder().setKey(key).setValue(text(value))));
      message.setAttributes(labels);
    }
    return named("envoy.access_loggers.open_telemetry", message.build());
  }

  private static AnyValue text(String value) {
    return AnyValue.newBuilder().setStringValue(value).build();
  }

  private static AccessLog named(String name, Message message) {
    return AccessLog.newBuilder().setName(name).setTypedConfig(Any.pack(message)).build();
  }

  /// Only what an expression of CEL likes is logged.
  static AccessLogFilter expression(String expression) {
    return AccessLogFilter.newBuilder()
        .setExtensionFilter(
            ExtensionFilter.newBuilder()
                .setName("envoy.access_loggers.extension_filters.cel")
                .setTypedConfig(
                    Any.pack(ExpressionFilter.newBuilder().setExpression(expression).build())))
        .build();
  }
}
