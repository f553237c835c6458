package io.limpet.xds.translate;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import io.envoyproxy.envoy.config.core.v3.RuntimeFractionalPercent;
import io.envoyproxy.envoy.extensions.filters.common.fault.v3.FaultDelay;
import io.envoyproxy.envoy.extensions.filters.http.cors.v3.CorsPolicy;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.FaultAbort;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.HTTPFault;
import io.envoyproxy.envoy.type.v3.FractionalPercent;
import io.envoyproxy.envoy.type.v3.FractionalPercent.DenominatorType;
import io.limpet.mesh.Route;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What a route says to single filters: faults, CORS, sessions.
final class FilterTranslator {
  private static final int UNKNOWN = 2;

  /// The codes of gRPC by name (https://grpc.github.io/grpc/core/md_doc_statuscodes.html).
  private static final Map<String, Integer> GRPC_CODES =
      Map.ofEntries(
          Map.entry("OK", 0),
          Map.entry("CANCELLED", 1),
          Map.entry("UNKNOWN", UNKNOWN),
          Map.entry("INVALID_ARGUMENT", 3),
          Map.entry("DEADLINE_EXCEEDED", 4),
          Map.entry("NOT_FOUND", 5),
          Map.entry("ALREADY_EXISTS", 6),
          Map.entry("PERMISSION_DENIED", 7),
          Map.entry("RESOURCE_EXHAUSTED", 8),
          Map.entry("FAILED_PRECONDITION", 9),
          Map.entry("ABORTED", 10),
          Map.entry("OUT_OF_RANGE", 11),
          Map.entry("UNIMPLEMENTED", 12),
          Map.entry("INTERNAL", 13),
          Map.entry("UNAVAILABLE", 14),
          Map.entry("DATA_LOSS", 15),
          Map.entry("UNAUTHENTICATED", 16));

  private FilterTranslator() {}

  /// By the filter's name, sorted.
  static Map<String, Any> filters(Route route, ExpressionTranslator expressions) {
    Map<String, Any> filters = new TreeMap<>(SessionTranslator.perRoute(route.session()));
    if (route.fault() != null) {
      filters.put("envoy.filters.http.fault", Any.pack(fault(route.fault())));
    }
    if (route.cors() != null) {
      filters.put("envoy.filters.http.cors", Any.pack(cors(route.cors(), expressions)));
    }
    return filters;
  }

  private static HTTPFault fault(Route.Fault fault) {
    HTTPFault.Builder message = HTTPFault.newBuilder();
    Route.Delay delay = fault.delay();
    if (delay != null) {
      message.setDelay(
          FaultDelay.newBuilder()
              .setFixedDelay(Messages.duration(delay.fixed()))
              .setPercentage(share(delay.share())));
    }
    if (fault.abort() != null) {
      message.setAbort(abort(fault.abort()));
    }
    return message.build();
  }

  private static FaultAbort abort(Route.Abort abort) {
    FaultAbort.Builder message = FaultAbort.newBuilder();
    if (abort.share() != null) {
      message.setPercentage(share(abort.share()));
    }
    if (abort.grpcStatus().isEmpty()) {
      return message.setHttpStatus(abort.httpStatus()).build();
    }
    String name = abort.grpcStatus().toUpperCase(Locale.ROOT);
    return message.setGrpcStatus(GRPC_CODES.getOrDefault(name, UNKNOWN)).build();
  }

  static FractionalPercent share(io.limpet.mesh.FractionalPercent share) {
    return FractionalPercent.newBuilder()
        .setNumerator(share.numerator())
        .setDenominator(share.ofMillion() ? DenominatorType.MILLION : DenominatorType.HUNDRED)
        .build();
  }

  private static CorsPolicy cors(Route.Cors cors, ExpressionTranslator expressions) {
    CorsPolicy.Builder message =
        CorsPolicy.newBuilder()
            .setAllowMethods(String.join(",", cors.allowMethods()))
            .setAllowHeaders(String.join(",", cors.allowHeaders()))
            .setExposeHeaders(String.join(",", cors.exposeHeaders()))
            .setFilterEnabled(
                RuntimeFractionalPercent.newBuilder()
                    .setDefaultValue(share(io.limpet.mesh.FractionalPercent.ALL)))
            .setForwardNotMatchingPreflights(BoolValue.of(cors.forwardUnmatchedPreflights()));
    cors.allowOrigins()
        .forEach(origin -> message.addAllowOriginStringMatch(expressions.text(origin)));
    if (cors.maxAge() != null) {
      message.setMaxAge(Long.toString(cors.maxAge().toSeconds()));
    }
    if (cors.allowCredentials() != null) {
      message.setAllowCredentials(BoolValue.of(cors.allowCredentials()));
    }
    return message.build();
  }
}
