package io.limpet.xds.translate;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLogFilter;
import io.envoyproxy.envoy.config.accesslog.v3.AndFilter;
import io.envoyproxy.envoy.config.accesslog.v3.ResponseFlagFilter;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.JsonFormatOptions;
import io.envoyproxy.envoy.config.core.v3.SubstitutionFormatString;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.extensions.access_loggers.file.v3.FileAccessLog;
import io.envoyproxy.envoy.extensions.formatter.cel.v3.Cel;
import io.envoyproxy.envoy.extensions.formatter.metadata.v3.Metadata;
import io.envoyproxy.envoy.extensions.formatter.req_without_query.v3.ReqWithoutQuery;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.Reporting;
import io.limpet.mesh.Reporting.Log;
import io.limpet.model.istio.ExtensionProvider;
import io.limpet.model.istio.FileLog;
import io.limpet.model.istio.MeshConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The logs that the mesh asks for: `accessLogFile`, or the default providers of access logs
/// (`pilot/pkg/model/telemetry_logging.go` in Istio, and its `core/accesslog.go`).
final class AccessLogTranslator {
  /// Istio's line: Envoy's, and why and where a request went.
  static final String FORMAT =
      "[%START_TIME%] \"%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%\""
          + " %RESPONSE_CODE% %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS%"
          + " %CONNECTION_TERMINATION_DETAILS% \"%UPSTREAM_TRANSPORT_FAILURE_REASON%\""
          + " %BYTES_RECEIVED% %BYTES_SENT% %DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%"
          + " \"%REQ(X-FORWARDED-FOR)%\" \"%REQ(USER-AGENT)%\" \"%REQ(X-REQUEST-ID)%\""
          + " \"%REQ(:AUTHORITY)%\" \"%UPSTREAM_HOST%\" %UPSTREAM_CLUSTER_RAW%"
          + " %UPSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS%"
          + " %REQUESTED_SERVER_NAME% %ROUTE_NAME%\n";

  /// The same as fields of a JSON object, in the order of their names.
  private static final String LABELS =
      """
      authority=%REQ(:AUTHORITY)%
      bytes_received=%BYTES_RECEIVED%
      bytes_sent=%BYTES_SENT%
      connection_termination_details=%CONNECTION_TERMINATION_DETAILS%
      downstream_local_address=%DOWNSTREAM_LOCAL_ADDRESS%
      downstream_remote_address=%DOWNSTREAM_REMOTE_ADDRESS%
      duration=%DURATION%
      method=%REQ(:METHOD)%
      path=%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%
      protocol=%PROTOCOL%
      request_id=%REQ(X-REQUEST-ID)%
      requested_server_name=%REQUESTED_SERVER_NAME%
      response_code=%RESPONSE_CODE%
      response_code_details=%RESPONSE_CODE_DETAILS%
      response_flags=%RESPONSE_FLAGS%
      route_name=%ROUTE_NAME%
      start_time=%START_TIME%
      upstream_cluster=%UPSTREAM_CLUSTER_RAW%
      upstream_host=%UPSTREAM_HOST%
      upstream_local_address=%UPSTREAM_LOCAL_ADDRESS%
      upstream_service_time=%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%
      upstream_transport_failure_reason=%UPSTREAM_TRANSPORT_FAILURE_REASON%
      user_agent=%REQ(USER-AGENT)%
      x_forwarded_for=%REQ(X-FORWARDED-FOR)%
      """;

  /// A connection that no filter chain is for meets no other log.
  private static final AccessLogFilter NO_ROUTE =
      AccessLogFilter.newBuilder()
          .setResponseFlagFilter(ResponseFlagFilter.newBuilder().addFlags("NR"))
          .build();

  private AccessLogTranslator() {}

  /// The logs of requests, or of connections that are relayed. A file that Limpet was started with
  /// stands before all else.
  static List<AccessLog> logs(MeshOptions options, Reporting reporting) {
    return logs(options, reporting, List.of());
  }

  /// The logs of a listener itself.
  static List<AccessLog> ofListener(MeshOptions options, Reporting reporting) {
    return options.meshConfig().disableEnvoyListenerLog()
        ? List.of()
        : logs(options, reporting, List.of(NO_ROUTE));
  }

  private static List<AccessLog> logs(
      MeshOptions options, Reporting reporting, List<AccessLogFilter> filters) {
    if (options.accessLog().isEmpty()
        && reporting.logs() instanceof Reporting.Listed(List<Log> logs)) {
      return logs.stream().map(each -> log(each, filters, options)).toList();
    }
    return options.accessLogFile().isEmpty()
        ? List.of()
        : List.of(filtered(log(options.accessLogFile(), format(options.meshConfig())), filters));
  }

  private static AccessLog log(Log log, List<AccessLogFilter> filters, MeshOptions options) {
    List<AccessLogFilter> all = new ArrayList<>(filters);
    if (!log.expression().isEmpty()) {
      all.add(LogServerTranslator.expression(log.expression()));
    }
    return filtered(
        log.provider().description() instanceof FileLog file
            ? log(file.path(), format(log.provider(), file, options))
            : LogServerTranslator.log(log),
        all);
  }

  private static AccessLog filtered(AccessLog log, List<AccessLogFilter> filters) {
    return switch (filters.size()) {
      case 0 -> log;
      case 1 -> log.toBuilder().setFilter(filters.getFirst()).build();
      default ->
          log.toBuilder()
              .setFilter(
                  AccessLogFilter.newBuilder()
                      .setAndFilter(AndFilter.newBuilder().addAllFilters(filters)))
              .build();
    };
  }

  /// Istio's own provider, where nothing is said of its format, has the mesh's.
  private static SubstitutionFormatString format(
      ExtensionProvider provider, FileLog log, MeshOptions options) {
    boolean silent = log.text().isEmpty() && log.labels().isEmpty() && !log.omitsEmptyValues();
    return provider.name().equals("envoy") && silent ? format(options.meshConfig()) : format(log);
  }

  private static SubstitutionFormatString format(FileLog log) {
    if (log.labels().isEmpty()) {
      return text(log.text()).setOmitEmptyValues(log.omitsEmptyValues()).build();
    }
    Struct.Builder labels = Struct.newBuilder();
    new TreeMap<>(log.labels())
        .forEach((key, value) -> labels.putFields(key, Messages.text(value)));
    return json(labels.build()).setOmitEmptyValues(log.omitsEmptyValues()).build();
  }

  private static SubstitutionFormatString format(MeshConfig mesh) {
    return switch (mesh.accessLogEncoding()) {
      case TEXT -> text(mesh.accessLogFormat()).build();
      case JSON -> json(labels(mesh.accessLogFormat())).build();
    };
  }

  /// A text that is no JSON object has been told when it was read.
  private static Struct labels(String format) {
    Struct.Builder labels = Struct.newBuilder();
    if (!format.isEmpty()) {
      try {
        JsonFormat.parser().merge(format, labels);
        return labels.build();
      } catch (InvalidProtocolBufferException notJson) {
        labels.clear();
      }
    }
    LABELS
        .lines()
        .map(line -> line.split("=", 2))
        .forEach(label -> labels.putFields(label[0], Messages.text(label[1])));
    return labels.build();
  }

  /// A line has an end.
  private static SubstitutionFormatString.Builder text(String written) {
    String line = written.isEmpty() ? FORMAT : written.endsWith("\n") ? written : written + "\n";
    return SubstitutionFormatString.newBuilder()
        .setTextFormatSource(DataSource.newBuilder().setInlineString(line))
        .addAllFormatters(formatters(line));
  }

  private static SubstitutionFormatString.Builder json(Struct labels) {
    String values =
        labels.getFieldsMap().values().stream()
            .map(Value::getStringValue)
            .collect(Collectors.joining(" "));
    return SubstitutionFormatString.newBuilder()
        .setJsonFormat(labels)
        .setJsonFormatOptions(JsonFormatOptions.getDefaultInstance())
        .addAllFormatters(formatters(values));
  }

  /// What some commands need to be carried out.
  static List<TypedExtensionConfig> formatters(String format) {
    List<TypedExtensionConfig> formatters = new ArrayList<>();
    if (format.contains("%REQ_WITHOUT_QUERY")) {
      formatters.add(formatter("req_without_query", ReqWithoutQuery.getDefaultInstance()));
    }
    if (format.contains("%METADATA(")) {
      formatters.add(formatter("metadata", Metadata.getDefaultInstance()));
    }
    if (format.contains("%CEL(")) {
      formatters.add(formatter("cel", Cel.getDefaultInstance()));
    }
    return formatters;
  }

  private static TypedExtensionConfig formatter(String name, Message configuration) {
    return TypedExtensionConfig.newBuilder()
        .setName("envoy.formatter." + name)
        .setTypedConfig(Any.pack(configuration))
        .build();
  }

  private static AccessLog log(String path, SubstitutionFormatString format) {
    FileAccessLog log = FileAccessLog.newBuilder().setPath(path).setLogFormat(format).build();
    return AccessLog.newBuilder()
        .setName("envoy.access_loggers.file")
        .setTypedConfig(Any.pack(log))
        .build();
  }
}
