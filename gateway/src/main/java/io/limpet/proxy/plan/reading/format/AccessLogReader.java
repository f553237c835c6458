package io.limpet.proxy.plan.reading.format;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.envoyproxy.envoy.config.core.v3.SubstitutionFormatString;
import io.envoyproxy.envoy.extensions.access_loggers.file.v3.FileAccessLog;
import io.envoyproxy.envoy.extensions.access_loggers.stream.v3.StderrAccessLog;
import io.envoyproxy.envoy.extensions.access_loggers.stream.v3.StdoutAccessLog;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.limpet.proxy.plan.AccessLogPlan;
import io.limpet.proxy.plan.LogFilter;
import io.limpet.proxy.plan.format.BodyFormat;
import io.limpet.proxy.plan.reading.fields.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Access logs, of requests and of connections: to files, standard output and standard error.
public final class AccessLogReader {
  /// Envoy's line where no format is configured.
  static final BodyFormat DEFAULT_FORMAT =
      BodyFormat.text(
          FormatReader.known(
              "[%START_TIME%] \"%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%\""
                  + " %RESPONSE_CODE% %RESPONSE_FLAGS% %BYTES_RECEIVED% %BYTES_SENT% %DURATION%"
                  + " %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% \"%REQ(X-FORWARDED-FOR)%\""
                  + " \"%REQ(USER-AGENT)%\" \"%REQ(X-REQUEST-ID)%\" \"%REQ(:AUTHORITY)%\""
                  + " \"%UPSTREAM_HOST%\"\n"));

  private AccessLogReader() {}

  public static List<AccessLogPlan> read(HttpConnectionManager manager, Place place) {
    return read(manager.getAccessLogList(), options(manager, place), place);
  }

  /// Those of connections.
  public static List<AccessLogPlan> read(List<AccessLog> logs, Place place) {
    return read(logs, false, place);
  }

  private static List<AccessLogPlan> read(List<AccessLog> logs, boolean atStart, Place place) {
    List<AccessLogPlan> plans = new ArrayList<>();
    for (int i = 0; i < logs.size(); i++) {
      @Nullable AccessLogPlan plan = log(logs.get(i), atStart, place.at("access_log", i));
      if (plan != null) {
        plans.add(plan);
      }
    }
    return plans;
  }

  /// Whether there is a line when a request begins, too.
  @SuppressWarnings("deprecation") // older places of the same options
  private static boolean options(HttpConnectionManager manager, Place place) {
    var options = manager.getAccessLogOptions();
    place.at("access_log_options").onlyKnows(options, Set.of("flush_access_log_on_new_request"));
    return options.getFlushAccessLogOnNewRequest() || manager.getFlushAccessLogOnNewRequest();
  }

  private static @Nullable AccessLogPlan log(AccessLog log, boolean atStart, Place at) {
    at.onlyKnows(log, Set.of("name", "filter", "typed_config"));
    LogFilter filter =
        log.hasFilter() ? LogFilterReader.read(log.getFilter(), at.at("filter")) : LogFilter.ALL;
    Place config = at.at("typed_config");
    @Nullable Output output = output(log.getTypedConfig(), config);
    return output == null
        ? null
        : new AccessLogPlan(output.path(), output.format(), filter, atStart);
  }

  private record Output(String path, BodyFormat format) {}

  private static @Nullable Output output(Any config, Place at) {
    if (config.is(FileAccessLog.class)) {
      return file(at.unpack(config, FileAccessLog.class), at);
    }
    if (config.is(StdoutAccessLog.class)) {
      StdoutAccessLog log = at.unpack(config, StdoutAccessLog.class);
      return new Output("/dev/stdout", format(log.hasLogFormat(), log.getLogFormat(), at));
    }
    if (config.is(StderrAccessLog.class)) {
      StderrAccessLog log = at.unpack(config, StderrAccessLog.class);
      return new Output("/dev/stderr", format(log.hasLogFormat(), log.getLogFormat(), at));
    }
    at.ignored("only logs to files, standard output and standard error are written");
    return null;
  }

  @SuppressWarnings("deprecation") // older places of the format
  private static Output file(FileAccessLog file, Place at) {
    if (file.getPath().isEmpty()) {
      throw at.at("path").refused("must name a file");
    }
    BodyFormat format =
        switch (file.getAccessLogFormatCase()) {
          case FORMAT ->
              file.getFormat().isEmpty()
                  ? DEFAULT_FORMAT
                  : BodyFormat.text(FormatReader.read(file.getFormat(), at.at("format")));
          case JSON_FORMAT -> json(file.getJsonFormat(), at.at("json_format"));
          case TYPED_JSON_FORMAT -> json(file.getTypedJsonFormat(), at.at("typed_json_format"));
          case LOG_FORMAT -> format(true, file.getLogFormat(), at);
          case ACCESSLOGFORMAT_NOT_SET -> DEFAULT_FORMAT;
        };
    return new Output(file.getPath(), format);
  }

  private static BodyFormat json(com.google.protobuf.Struct struct, Place at) {
    return new BodyFormat(BodyFormatReader.json(struct, at), "application/json", false);
  }

  private static BodyFormat format(boolean set, SubstitutionFormatString message, Place at) {
    return set ? BodyFormatReader.read(message, at.at("log_format")) : DEFAULT_FORMAT;
  }
}
