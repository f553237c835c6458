package io.limpet.xds.translate;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.limpet.xds.resources.Resources;
import java.util.LinkedHashMap;
import java.util.Map;

/// The filters of all listeners, those of HTTP among them, each by its listener and its name:
/// `0.0.0.0_8080 envoy.filters.http.rbac`, and a second one of that name with ` 2` behind it.
final class ListenerFilters {
  private final Map<String, Message> filters = new LinkedHashMap<>();

  private ListenerFilters() {}

  static Map<String, Message> of(Resources resources) {
    ListenerFilters all = new ListenerFilters();
    resources
        .listeners()
        .forEach(
            (name, listener) -> {
              for (FilterChain chain : listener.getFilterChainsList()) {
                chain.getFiltersList().forEach(filter -> all.add(name, filter));
              }
            });
    return all.filters;
  }

  private void add(String listener, Filter filter) {
    if (!filter.getTypedConfig().is(HttpConnectionManager.class)) {
      put(listener + " " + filter.getName(), filter);
      return;
    }
    try {
      filter
          .getTypedConfig()
          .unpack(HttpConnectionManager.class)
          .getHttpFiltersList()
          .forEach(each -> put(listener + " " + each.getName(), each));
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private void put(String name, Message filter) {
    String free = name;
    for (int i = 2; filters.containsKey(free); i++) {
      free = name + " " + i;
    }
    filters.put(free, filter);
  }
}
