package io.limpet.proxy.plan.reading.filter;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.extensions.filters.http.buffer.v3.Buffer;
import io.envoyproxy.envoy.extensions.filters.http.buffer.v3.BufferPerRoute;
import io.limpet.proxy.plan.filter.BufferPlan;
import io.limpet.proxy.plan.filter.FilterPlan;
import io.limpet.proxy.plan.reading.fields.Place;
import java.util.Set;

/// Configurations of the `buffer` filter (buffer.proto).
final class BufferReader implements FilterReader {
  @Override
  public FilterPlan ofChain(Any config, Place place) {
    return plan(place.unpack(config, Buffer.class), place);
  }

  @Override
  public FilterPlan ofLevel(Any config, Place place) {
    BufferPerRoute perRoute = place.unpack(config, BufferPerRoute.class);
    place.onlyKnows(perRoute, Set.of("disabled", "buffer"));
    return switch (perRoute.getOverrideCase()) {
      case BUFFER -> plan(perRoute.getBuffer(), place.at("buffer"));
      case DISABLED -> {
        if (!perRoute.getDisabled()) {
          throw place.at("disabled").refused("can only be true");
        }
        yield FilterPlan.OFF;
      }
      case OVERRIDE_NOT_SET -> throw place.refused("needs disabled or buffer");
    };
  }

  private static FilterPlan plan(Buffer buffer, Place place) {
    place.onlyKnows(buffer, Set.of("max_request_bytes"));
    if (buffer.getMaxRequestBytes().getValue() == 0) {
      throw place.at("max_request_bytes").refused("is required, and must be above 0");
    }
    return new BufferPlan(Integer.toUnsignedLong(buffer.getMaxRequestBytes().getValue()));
  }
}
