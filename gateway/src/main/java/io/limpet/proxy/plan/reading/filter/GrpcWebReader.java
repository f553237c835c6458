package io.limpet.proxy.plan.reading.filter;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.extensions.filters.http.grpc_web.v3.GrpcWeb;
import io.limpet.proxy.plan.filter.FilterPlan;
import io.limpet.proxy.plan.filter.GrpcWebPlan;
import io.limpet.proxy.plan.reading.fields.Place;
import java.util.Set;

/// Configurations of the `grpc_web` filter (grpc_web.proto), which has no settings.
final class GrpcWebReader implements FilterReader {
  @Override
  public FilterPlan ofChain(Any config, Place place) {
    place.onlyKnows(place.unpack(config, GrpcWeb.class), Set.of());
    return new GrpcWebPlan();
  }

  @Override
  public FilterPlan ofLevel(Any config, Place place) {
    throw place.refused("grpc_web has no settings on routes; a FilterConfig may turn it off");
  }
}
