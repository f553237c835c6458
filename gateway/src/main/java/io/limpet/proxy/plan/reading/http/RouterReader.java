package io.limpet.proxy.plan.reading.http;

import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.limpet.proxy.plan.RouterPlan;
import io.limpet.proxy.plan.reading.fields.Place;
import java.util.Set;

/// The router's options.
final class RouterReader {
  /// Statistics that nobody has here, and spans of tracers, which there are none of, have no
  /// effect.
  private static final Set<String> KNOWN =
      Set.of(
          "dynamic_stats",
          "start_child_span",
          "suppress_grpc_request_failure_codes",
          "suppress_envoy_headers",
          "respect_expected_rq_timeout",
          "strict_check_headers");

  private static final Set<String> CHECKED =
      Set.of(
          "x-envoy-upstream-rq-timeout-ms",
          "x-envoy-upstream-rq-per-try-timeout-ms",
          "x-envoy-max-retries",
          "x-envoy-retry-grpc-on",
          "x-envoy-retry-on");

  private RouterReader() {}

  /// The manager's last filter is its router; `HttpFilters` sees to that.
  static RouterPlan read(HttpConnectionManager manager, Place place) {
    int last = manager.getHttpFiltersCount() - 1;
    if (last < 0) {
      return RouterPlan.DEFAULT;
    }
    HttpFilter filter = manager.getHttpFilters(last);
    Place at = place.at("http_filters", last).at("typed_config");
    if (!filter.getTypedConfig().is(Router.class)) {
      return RouterPlan.DEFAULT;
    }
    Router router = at.unpack(filter.getTypedConfig(), Router.class);
    at.onlyKnows(router, KNOWN);
    for (int i = 0; i < router.getStrictCheckHeadersCount(); i++) {
      if (!CHECKED.contains(router.getStrictCheckHeaders(i))) {
        throw at.at("strict_check_headers", i).refused("must be one of " + CHECKED);
      }
    }
    return new RouterPlan(
        !router.getSuppressEnvoyHeaders(),
        router.getRespectExpectedRqTimeout(),
        router.getStrictCheckHeadersList());
  }
}
