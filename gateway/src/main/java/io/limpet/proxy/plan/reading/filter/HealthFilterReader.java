package io.limpet.proxy.plan.reading.filter;

import com.google.protobuf.Any;
import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.extensions.filters.http.health_check.v3.HealthCheck;
import io.limpet.proxy.plan.filter.FilterPlan;
import io.limpet.proxy.plan.filter.HealthFilterPlan;
import io.limpet.proxy.plan.filter.HealthFilterPlan.Cached;
import io.limpet.proxy.plan.match.HeaderTest;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.match.MatchReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/// Configurations of the `health_check` filter (health_check.proto); routes have none.
final class HealthFilterReader implements FilterReader {
  private static final Set<String> KNOWN =
      Set.of("pass_through_mode", "cache_time", "cluster_min_healthy_percentages", "headers");

  @Override
  public FilterPlan ofChain(Any config, Place place) {
    HealthCheck check = place.unpack(config, HealthCheck.class);
    place.onlyKnows(check, KNOWN);
    if (!check.hasPassThroughMode()) {
      throw place.at("pass_through_mode").refused("is required");
    }
    boolean passThrough = check.getPassThroughMode().getValue();
    long cacheMillis = Durations.toMillis(check.getCacheTime());
    if (!passThrough && cacheMillis > 0) {
      throw place.at("cache_time").refused("needs pass_through_mode: true");
    }
    if (passThrough && check.getClusterMinHealthyPercentagesCount() > 0) {
      throw place.at("cluster_min_healthy_percentages").refused("needs pass_through_mode: false");
    }
    List<HeaderTest> headers = new ArrayList<>();
    for (int i = 0; i < check.getHeadersCount(); i++) {
      headers.add(MatchReader.header(check.getHeaders(i), place.at("headers", i)));
    }
    Map<String, Double> minHealthy = new HashMap<>();
    check
        .getClusterMinHealthyPercentagesMap()
        .forEach((cluster, percent) -> minHealthy.put(cluster, percent.getValue()));
    return new HealthFilterPlan(
        headers, passThrough, cacheMillis, minHealthy, new AtomicReference<>(Cached.NOTHING));
  }

  @Override
  public FilterPlan ofLevel(Any config, Place place) {
    throw place.refused("health_check has no configuration of routes; only disabled is possible");
  }
}
