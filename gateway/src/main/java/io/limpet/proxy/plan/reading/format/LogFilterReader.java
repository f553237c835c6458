package io.limpet.proxy.plan.reading.format;

import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLogFilter;
import io.envoyproxy.envoy.config.accesslog.v3.ComparisonFilter;
import io.envoyproxy.envoy.config.accesslog.v3.GrpcStatusFilter;
import io.envoyproxy.envoy.config.accesslog.v3.LogTypeFilter;
import io.envoyproxy.envoy.config.accesslog.v3.ResponseFlagFilter;
import io.envoyproxy.envoy.config.accesslog.v3.RuntimeFilter;
import io.envoyproxy.envoy.config.core.v3.RuntimeFractionalPercent;
import io.limpet.proxy.plan.LogFilter;
import io.limpet.proxy.plan.LogFilter.Comparison;
import io.limpet.proxy.plan.LogFilter.Operation;
import io.limpet.proxy.plan.match.HeaderTest;
import io.limpet.proxy.plan.match.HeaderTests;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.match.MatchReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Filters of access logs and of local reply mappers.
public final class LogFilterReader {
  /// Envoy's short names of flags (accesslog.proto, ResponseFlagFilter).
  private static final Set<String> FLAGS =
      Set.of(
          "LH", "UH", "UT", "LR", "UR", "UF", "UC", "UO", "NR", "DI", "FI", "RL", "UAEX", "RLSE",
          "DC", "URX", "SI", "IH", "DPE", "UMSDR", "RFCF", "NFCF", "DT", "UPE", "NC", "OM", "DF",
          "DO", "DR", "UDO");

  private static final int NOT_EQUAL = 3;

  private LogFilterReader() {}

  public static LogFilter read(AccessLogFilter filter, Place place) {
    return switch (filter.getFilterSpecifierCase()) {
      case STATUS_CODE_FILTER ->
          new LogFilter.StatusCode(
              comparison(
                  filter.getStatusCodeFilter().getComparison(), place.at("status_code_filter")));
      case DURATION_FILTER ->
          new LogFilter.Duration(
              comparison(filter.getDurationFilter().getComparison(), place.at("duration_filter")));
      case NOT_HEALTH_CHECK_FILTER -> new LogFilter.NotHealthCheck();
      case TRACEABLE_FILTER -> new LogFilter.Traceable();
      case RUNTIME_FILTER -> runtime(filter.getRuntimeFilter(), place.at("runtime_filter"));
      case AND_FILTER ->
          new LogFilter.And(all(filter.getAndFilter().getFiltersList(), place.at("and_filter")));
      case OR_FILTER ->
          new LogFilter.Or(all(filter.getOrFilter().getFiltersList(), place.at("or_filter")));
      case HEADER_FILTER -> header(filter, place.at("header_filter"));
      case RESPONSE_FLAG_FILTER ->
          flags(filter.getResponseFlagFilter(), place.at("response_flag_filter"));
      case GRPC_STATUS_FILTER -> grpc(filter.getGrpcStatusFilter(), place.at("grpc_status_filter"));
      case LOG_TYPE_FILTER -> types(filter.getLogTypeFilter(), place.at("log_type_filter"));
      case EXTENSION_FILTER -> notCarriedOut(place.at("extension_filter"));
      case METADATA_FILTER -> notCarriedOut(place.at("metadata_filter"));
      case FILTERSPECIFIER_NOT_SET ->
          throw place.refused("says nothing; remove it, or say what is to be logged");
    };
  }

  private static LogFilter notCarriedOut(Place place) {
    place.ignored("is not carried out: every request passes; use another filter");
    return LogFilter.ALL;
  }

  private static Comparison comparison(ComparisonFilter message, Place place) {
    Place at = place.at("comparison");
    known(message, at, Set.of("op", "value"));
    if (!message.hasValue()) {
      throw at.refused("has no value to compare with");
    }
    Operation operation =
        switch (message.getOp()) {
          case EQ -> Operation.EQ;
          case GE -> Operation.GE;
          case LE -> Operation.LE;
          case UNRECOGNIZED -> newer(message.getOpValue(), at.at("op"));
        };
    var value = message.getValue();
    long otherwise = Integer.toUnsignedLong(value.getDefaultValue());
    return new Comparison(operation, place.runtime().integer(value.getRuntimeKey(), otherwise));
  }

  /// NE is newer than the API classes here.
  private static Operation newer(int number, Place at) {
    if (number == NOT_EQUAL) {
      return Operation.NE;
    }
    throw at.refused("is no comparison of Envoy's");
  }

  private static void known(Message message, Place at, Set<String> fields) {
    at.onlyKnows(message, fields);
  }

  private static LogFilter runtime(RuntimeFilter message, Place place) {
    known(message, place, Set.of("runtime_key", "percent_sampled", "use_independent_randomness"));
    if (message.getRuntimeKey().isEmpty()) {
      throw place.at("runtime_key").refused("must name a key");
    }
    RuntimeFractionalPercent percent =
        RuntimeFractionalPercent.newBuilder()
            .setRuntimeKey(message.getRuntimeKey())
            .setDefaultValue(message.getPercentSampled())
            .build();
    return new LogFilter.Share(
        place.runtime().fraction(percent), message.getUseIndependentRandomness());
  }

  private static List<LogFilter> all(List<AccessLogFilter> messages, Place place) {
    if (messages.size() < 2) {
      throw place.at("filters").refused("must have two filters or more");
    }
    List<LogFilter> filters = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      filters.add(read(messages.get(i), place.at("filters", i)));
    }
    return filters;
  }

  private static LogFilter header(AccessLogFilter filter, Place place) {
    if (!filter.getHeaderFilter().hasHeader()) {
      throw place.at("header").refused("must name a header");
    }
    HeaderTest test = MatchReader.header(filter.getHeaderFilter().getHeader(), place.at("header"));
    return new LogFilter.Header(new HeaderTests(List.of(test)));
  }

  private static LogFilter flags(ResponseFlagFilter message, Place place) {
    for (String flag : message.getFlagsList()) {
      if (!FLAGS.contains(flag)) {
        throw place.at("flags").refused("\"" + flag + "\" is no response flag of Envoy's");
      }
    }
    return new LogFilter.ResponseFlag(Set.copyOf(message.getFlagsList()));
  }

  private static LogFilter grpc(GrpcStatusFilter message, Place place) {
    if (message.getStatusesList().contains(GrpcStatusFilter.Status.UNRECOGNIZED)) {
      throw place.at("statuses").refused("has a number that is no gRPC status");
    }
    return new LogFilter.GrpcStatus(
        message.getStatusesList().stream()
            .map(GrpcStatusFilter.Status::getNumber)
            .collect(Collectors.toSet()),
        message.getExclude());
  }

  private static LogFilter types(LogTypeFilter message, Place place) {
    known(message, place, Set.of("types", "exclude"));
    return new LogFilter.LogType(
        message.getTypesList().stream().map(Enum::name).collect(Collectors.toSet()),
        message.getExclude());
  }
}
