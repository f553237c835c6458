package io.limpet.proxy.plan.reading.filter;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.limpet.proxy.plan.filter.FilterPlan;
import io.limpet.proxy.plan.reading.fields.Place;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A connection manager's filters in order, the router left out.
public record HttpFilters(List<Entry> entries) {
  public HttpFilters {
    entries = List.copyOf(entries);
  }

  /// A filter of the chain: the name by which routes configure it, and what its own message says.
  /// `disabled`: it is off until a route turns it on.
  record Entry(String name, FilterReader reader, FilterPlan plan, boolean disabled) {
    boolean isFor(String routeName, FilterReader other) {
      return name.equals(routeName) && reader.getClass() == other.getClass();
    }
  }

  public static HttpFilters of(HttpConnectionManager manager, Place place) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < manager.getHttpFiltersCount(); i++) {
      HttpFilter filter = manager.getHttpFilters(i);
      Place at = place.at("http_filters", i);
      boolean last = i == manager.getHttpFiltersCount() - 1;
      if (filter.getTypedConfig().is(Router.class)) {
        router(filter, last, at);
        continue;
      }
      if (last) {
        throw at.refused("the last filter must be envoy.filters.http.router");
      }
      @Nullable Entry entry = entry(filter, at);
      if (entry != null) {
        entries.add(entry);
      }
    }
    return new HttpFilters(entries);
  }

  private static void router(HttpFilter filter, boolean last, Place at) {
    if (!last) {
      throw at.refused("the router answers every request; it must be the last filter");
    }
    if (filter.getDisabled()) {
      throw at.at("disabled").refused("the router cannot be disabled");
    }
  }

  private static @Nullable Entry entry(HttpFilter filter, Place at) {
    Any config = filter.getTypedConfig();
    @Nullable FilterReader reader = FilterKinds.ofChain(config);
    if (reader != null) {
      FilterPlan plan = reader.ofChain(config, at.at("typed_config"));
      return new Entry(filter.getName(), reader, plan, filter.getDisabled());
    }
    if (filter.hasConfigDiscovery()) {
      throw at.at("config_discovery")
          .unserved("configurations of filters are not discovered; write typed_config");
    }
    if (!filter.getIsOptional() && !IstioFilters.isLeftOut(filter.getName(), config)) {
      at.unknown("the filter " + filter.getName() + " is not carried out");
    }
    return null;
  }

  boolean has(String name) {
    return entries.stream().anyMatch(entry -> entry.name().equals(name));
  }
}
