package io.limpet.proxy.plan.reading.filter;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import io.envoyproxy.envoy.extensions.filters.http.cors.v3.Cors;
import io.envoyproxy.envoy.extensions.filters.http.cors.v3.CorsPolicy;
import io.limpet.proxy.plan.filter.CorsPlan;
import io.limpet.proxy.plan.filter.CorsPlan.Origins;
import io.limpet.proxy.plan.filter.CorsPlan.Said;
import io.limpet.proxy.plan.filter.CorsPlan.Switches;
import io.limpet.proxy.plan.filter.CorsPlan.Texts;
import io.limpet.proxy.plan.filter.FilterPlan;
import io.limpet.proxy.plan.match.Fraction;
import io.limpet.proxy.plan.match.TextTest;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.match.TextTestReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Configurations of the `cors` filter (cors.proto). The chain's own message says nothing; policies
/// are the levels', and each field is that of the most specific level which sets it (Envoy:
/// cors_filter.cc).
final class CorsReader implements FilterReader {
  private static final Set<String> KNOWN =
      Set.of(
          "allow_origin_string_match",
          "allow_methods",
          "allow_headers",
          "expose_headers",
          "max_age",
          "allow_credentials",
          "filter_enabled",
          "shadow_enabled",
          "allow_private_network_access",
          "forward_not_matching_preflights");

  @Override
  public FilterPlan ofChain(Any config, Place place) {
    place.onlyKnows(place.unpack(config, Cors.class), Set.of());
    return FilterPlan.OFF;
  }

  @Override
  public CorsPlan ofLevel(Any config, Place place) {
    CorsPolicy policy = place.unpack(config, CorsPolicy.class);
    place.onlyKnows(policy, KNOWN);
    List<TextTest> origins = new ArrayList<>();
    for (int i = 0; i < policy.getAllowOriginStringMatchCount(); i++) {
      origins.add(
          TextTestReader.read(
              policy.getAllowOriginStringMatch(i), place.at("allow_origin_string_match", i)));
    }
    return new CorsPlan(
        new Origins(origins),
        new Texts(
            policy.getAllowMethods(),
            policy.getAllowHeaders(),
            policy.getExposeHeaders(),
            policy.getMaxAge()),
        new Switches(
            said(policy.hasAllowCredentials(), policy.getAllowCredentials()),
            said(policy.hasAllowPrivateNetworkAccess(), policy.getAllowPrivateNetworkAccess()),
            said(
                policy.hasForwardNotMatchingPreflights(),
                policy.getForwardNotMatchingPreflights())),
        policy.hasFilterEnabled()
            ? place.runtime().fraction(policy.getFilterEnabled())
            : Fraction.ALL,
        policy.hasShadowEnabled()
            ? place.runtime().fraction(policy.getShadowEnabled())
            : Fraction.NONE);
  }

  private static Said said(boolean set, BoolValue value) {
    if (!set) {
      return Said.NOTHING;
    }
    return value.getValue() ? Said.YES : Said.NO;
  }

  @Override
  public FilterPlan join(FilterPlan ofChain, List<FilterPlan> ofLevels) {
    FilterPlan joined = ofChain;
    for (FilterPlan level : ofLevels) {
      joined =
          joined instanceof CorsPlan general && level instanceof CorsPlan specific
              ? specific.over(general)
              : level;
    }
    return joined;
  }
}
