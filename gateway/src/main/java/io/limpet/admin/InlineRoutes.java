package io.limpet.admin;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import java.util.ArrayList;
import java.util.List;

/// The route configurations that stand in a listener: Envoy calls them static, whoever sent the
/// listener.
final class InlineRoutes {
  private InlineRoutes() {}

  static List<RouteConfiguration> of(Listener listener) {
    List<FilterChain> chains = new ArrayList<>(listener.getFilterChainsList());
    chains.add(listener.getDefaultFilterChain());
    List<RouteConfiguration> found = new ArrayList<>();
    for (FilterChain chain : chains) {
      chain.getFiltersList().forEach(filter -> add(filter, found));
    }
    return found;
  }

  private static void add(Filter filter, List<RouteConfiguration> found) {
    if (!filter.getTypedConfig().is(HttpConnectionManager.class)) {
      return;
    }
    try {
      var manager = filter.getTypedConfig().unpack(HttpConnectionManager.class);
      if (manager.hasRouteConfig()) {
        found.add(manager.getRouteConfig());
      }
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException("a listener that was served: " + filter.getName(), broken);
    }
  }
}
