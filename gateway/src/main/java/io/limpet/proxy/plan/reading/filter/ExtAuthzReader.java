package io.limpet.proxy.plan.reading.filter;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.ExtAuthz;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute;
import io.limpet.proxy.plan.filter.ExtAuthzPlan;
import io.limpet.proxy.plan.filter.FilterPlan;
import io.limpet.proxy.plan.match.MetadataTest;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.match.MetadataTestReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Configurations of the `ext_authz` filter (http/ext_authz/v3/ext_authz.proto). The proxy asks no
/// authorizer, and never lets pass what one might refuse, whatever `failure_mode_allow` says.
final class ExtAuthzReader implements FilterReader {
  private static final int FORBIDDEN = 403;

  @Override
  public FilterPlan ofChain(Any config, Place place) {
    ExtAuthz message = place.unpack(config, ExtAuthz.class);
    int status = message.getStatusOnError().getCodeValue();
    place.ignored(
        "no authorizer is asked by Limpet's proxy: requests that it would be asked about are"
            + " refused; use Envoy");
    @Nullable MetadataTest enabled =
        message.hasFilterEnabledMetadata()
            ? MetadataTestReader.read(
                message.getFilterEnabledMetadata(), place.at("filter_enabled_metadata"))
            : null;
    return new ExtAuthzPlan(enabled, status == 0 ? FORBIDDEN : status);
  }

  /// A route may be without it; other settings of it are for the authorizer.
  @Override
  public FilterPlan ofLevel(Any config, Place place) {
    return place.unpack(config, ExtAuthzPerRoute.class).getDisabled()
        ? FilterPlan.OFF
        : new ExtAuthzPlan(null, FORBIDDEN);
  }

  /// What a route says counts only where it turns the filter off.
  @Override
  public FilterPlan join(FilterPlan ofChain, List<FilterPlan> ofLevels) {
    return !ofLevels.isEmpty() && ofLevels.getLast() instanceof FilterPlan.Off
        ? FilterPlan.OFF
        : ofChain;
  }
}
