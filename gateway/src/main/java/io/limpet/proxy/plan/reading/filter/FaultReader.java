package io.limpet.proxy.plan.reading.filter;

import com.google.protobuf.Any;
import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.config.core.v3.RuntimeFractionalPercent;
import io.envoyproxy.envoy.extensions.filters.common.fault.v3.FaultDelay;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.FaultAbort;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.HTTPFault;
import io.envoyproxy.envoy.type.v3.FractionalPercent;
import io.limpet.proxy.plan.filter.FaultPlan;
import io.limpet.proxy.plan.filter.FaultPlan.Abort;
import io.limpet.proxy.plan.filter.FaultPlan.Condition;
import io.limpet.proxy.plan.filter.FaultPlan.Delay;
import io.limpet.proxy.plan.filter.FilterPlan;
import io.limpet.proxy.plan.match.Fraction;
import io.limpet.proxy.plan.match.HeaderTest;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.match.MatchReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Configurations of the `fault` filter (http/fault/v3/fault.proto).
final class FaultReader implements FilterReader {
  private static final int MIN_STATUS = 200;
  private static final int MAX_STATUS = 600;

  /// Numbers for each downstream cluster are never kept.
  private static final Set<String> KNOWN =
      Set.of(
          "delay",
          "abort",
          "upstream_cluster",
          "headers",
          "downstream_nodes",
          "max_active_faults",
          "delay_percent_runtime",
          "abort_percent_runtime",
          "delay_duration_runtime",
          "abort_http_status_runtime",
          "max_active_faults_runtime",
          "response_rate_limit_percent_runtime",
          "abort_grpc_status_runtime",
          "disable_downstream_cluster_stats");

  @Override
  public FilterPlan ofChain(Any config, Place place) {
    HTTPFault fault = place.unpack(config, HTTPFault.class);
    place.onlyKnows(fault, KNOWN);
    FaultPlan plan =
        new FaultPlan(
            fault.hasAbort() ? abort(fault, place.at("abort")) : new FaultPlan.NoAbort(),
            fault.hasDelay() ? delay(fault, place.at("delay")) : new FaultPlan.NoDelay(),
            condition(fault, place),
            place
                .runtime()
                .integer(
                    either(fault.getMaxActiveFaultsRuntime(), "fault.http.max_active_faults"),
                    fault.hasMaxActiveFaults()
                        ? Integer.toUnsignedLong(fault.getMaxActiveFaults().getValue())
                        : Long.MAX_VALUE));
    boolean nothing =
        plan.abort() instanceof FaultPlan.NoAbort && plan.delay() instanceof FaultPlan.NoDelay;
    return nothing ? FilterPlan.OFF : plan;
  }

  @Override
  public FilterPlan ofLevel(Any config, Place place) {
    return ofChain(config, place);
  }

  private static Abort abort(HTTPFault fault, Place place) {
    FaultAbort abort = fault.getAbort();
    place.onlyKnows(abort, Set.of("http_status", "grpc_status", "header_abort", "percentage"));
    Fraction part =
        part(
            abort.getPercentage(),
            either(fault.getAbortPercentRuntime(), "fault.http.abort.abort_percent"),
            place);
    return switch (abort.getErrorTypeCase()) {
      case HTTP_STATUS -> {
        int status = abort.getHttpStatus();
        if (status < MIN_STATUS || status >= MAX_STATUS) {
          throw place.at("http_status").refused(status + " is not from 200 to 599");
        }
        String key = either(fault.getAbortHttpStatusRuntime(), "fault.http.abort.http_status");
        yield new FaultPlan.AbortWith((int) place.runtime().integer(key, status), part);
      }
      case GRPC_STATUS -> {
        String key = either(fault.getAbortGrpcStatusRuntime(), "fault.http.abort.grpc_status");
        yield new FaultPlan.AbortGrpc(
            (int) place.runtime().integer(key, abort.getGrpcStatus()), part);
      }
      case HEADER_ABORT -> new FaultPlan.AbortAsAsked(part);
      case ERRORTYPE_NOT_SET ->
          throw place.refused("needs one of http_status, grpc_status and header_abort");
    };
  }

  private static Delay delay(HTTPFault fault, Place place) {
    FaultDelay delay = fault.getDelay();
    place.onlyKnows(delay, Set.of("fixed_delay", "header_delay", "percentage"));
    Fraction part =
        part(
            delay.getPercentage(),
            either(fault.getDelayPercentRuntime(), "fault.http.delay.fixed_delay_percent"),
            place);
    return switch (delay.getFaultDelaySecifierCase()) {
      case FIXED_DELAY -> {
        if (Durations.toNanos(delay.getFixedDelay()) <= 0) {
          throw place.at("fixed_delay").refused("must be longer than 0s");
        }
        String key = either(fault.getDelayDurationRuntime(), "fault.http.delay.fixed_duration_ms");
        long millis = Durations.toMillis(delay.getFixedDelay());
        yield new FaultPlan.DelayOf(place.runtime().integer(key, millis), part);
      }
      case HEADER_DELAY -> new FaultPlan.DelayAsAsked(part);
      case FAULTDELAYSECIFIER_NOT_SET ->
          throw place.refused("needs one of fixed_delay and header_delay");
    };
  }

  private static Fraction part(FractionalPercent percent, String key, Place place) {
    return place
        .runtime()
        .fraction(
            RuntimeFractionalPercent.newBuilder()
                .setDefaultValue(percent)
                .setRuntimeKey(key)
                .build());
  }

  private static String either(String key, String usual) {
    return key.isEmpty() ? usual : key;
  }

  private static Condition condition(HTTPFault fault, Place place) {
    List<HeaderTest> headers = new ArrayList<>();
    for (int i = 0; i < fault.getHeadersCount(); i++) {
      headers.add(MatchReader.header(fault.getHeaders(i), place.at("headers", i)));
    }
    return new Condition(
        fault.getUpstreamCluster(), Set.copyOf(fault.getDownstreamNodesList()), headers);
  }
}
