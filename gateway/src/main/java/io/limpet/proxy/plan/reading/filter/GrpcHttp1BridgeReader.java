package io.limpet.proxy.plan.reading.filter;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.extensions.filters.http.grpc_http1_bridge.v3.Config;
import io.limpet.proxy.plan.filter.FilterPlan;
import io.limpet.proxy.plan.filter.GrpcHttp1BridgePlan;
import io.limpet.proxy.plan.reading.fields.Place;
import java.util.Set;

/// Configurations of the `grpc_http1_bridge` filter (grpc_http1_bridge/v3/config.proto).
final class GrpcHttp1BridgeReader implements FilterReader {
  private static final Set<String> KNOWN =
      Set.of("upgrade_protobuf_to_grpc", "ignore_query_parameters");

  @Override
  public FilterPlan ofChain(Any config, Place place) {
    Config bridge = place.unpack(config, Config.class);
    place.onlyKnows(bridge, KNOWN);
    return new GrpcHttp1BridgePlan(
        bridge.getUpgradeProtobufToGrpc(), bridge.getIgnoreQueryParameters());
  }

  @Override
  public FilterPlan ofLevel(Any config, Place place) {
    throw place.refused(
        "grpc_http1_bridge has no settings on routes; a FilterConfig may turn it off");
  }
}
