package io.limpet.xds.patch;

import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import java.util.ArrayList;
import java.util.List;

/// The HTTP filters that only Istio's own build of Envoy has. They are not sent, but patches say
/// "before" and "after" of them, so they stand at their places while a chain is patched.
final class IstioFilters {
  private static final HttpFilter EXCHANGE = named("istio.metadata_exchange");
  private static final HttpFilter ALPN = named("istio.alpn");
  private static final HttpFilter STATISTICS = named("istio.stats");

  private IstioFilters() {}

  private static HttpFilter named(String name) {
    return HttpFilter.newBuilder().setName(name).build();
  }

  static boolean has(String name) {
    return List.of(EXCHANGE, ALPN, STATISTICS).contains(named(name));
  }

  /// With them, in the order of a gateway's filters (`core/listener_builder.go` in Istio's pilot).
  static List<HttpFilter> with(List<HttpFilter> filters) {
    List<HttpFilter> all = new ArrayList<>();
    all.add(EXCHANGE);
    for (HttpFilter filter : filters) {
      switch (filter.getName()) {
        case "envoy.filters.http.fault" -> all.add(ALPN);
        case "envoy.filters.http.stateful_session" -> all.add(STATISTICS);
        case "envoy.filters.http.router" -> {
          if (!all.contains(STATISTICS)) {
            all.add(STATISTICS);
          }
        }
        default -> {}
      }
      all.add(filter);
    }
    return all;
  }

  static List<HttpFilter> without(List<HttpFilter> filters) {
    return filters.stream()
        .filter(filter -> filter.hasTypedConfig() || !has(filter.getName()))
        .toList();
  }
}
