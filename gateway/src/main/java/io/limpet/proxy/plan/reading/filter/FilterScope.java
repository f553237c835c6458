package io.limpet.proxy.plan.reading.filter;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.config.route.v3.FilterConfig;
import io.limpet.proxy.plan.filter.FilterPlan;
import io.limpet.proxy.plan.filter.HttpChain;
import io.limpet.proxy.plan.filter.SessionPlan;
import io.limpet.proxy.plan.reading.fields.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The filters of a chain as one level of the routes has them: the route configuration, inside it a
/// virtual host, a route, a weighted cluster (Envoy: `typed_per_filter_config`, "HTTP filters:
/// route specific config").
public final class FilterScope {
  private final HttpFilters filters;
  private final List<Map<String, Setting>> levels;
  private final HttpChain chain;

  private FilterScope(HttpFilters filters, List<Map<String, Setting>> levels) {
    this.filters = filters;
    this.levels = levels;
    List<FilterPlan> plans = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < filters.entries().size(); i++) {
      FilterPlan plan = plan(filters.entries().get(i));
      if (on(plan)) {
        plans.add(plan);
        places.add(i);
      }
    }
    this.chain = new HttpChain(plans, places);
  }

  /// What one level says of a filter.
  private sealed interface Setting {}

  private record Disabled() implements Setting {}

  private record Configured(FilterPlan plan) implements Setting {}

  /// The chain where no route says anything.
  public static FilterScope of(HttpFilters filters) {
    return new FilterScope(filters, List.of());
  }

  /// The filters that are on, each as it is configured here.
  public HttpChain chain() {
    return chain;
  }

  /// What holds inside a level, whose `typed_per_filter_config` this is.
  public FilterScope inside(Map<String, Any> configs, Place place) {
    Map<String, Setting> level = new HashMap<>();
    configs.forEach(
        (name, config) -> {
          @Nullable Setting setting = setting(config, name, place.at(name));
          if (setting != null) {
            level.put(name, setting);
          }
        });
    if (level.isEmpty()) {
      return this;
    }
    List<Map<String, Setting>> inside = new ArrayList<>(levels);
    inside.add(level);
    return new FilterScope(filters, inside);
  }

  /// Null where what is said has no effect.
  private @Nullable Setting setting(Any config, String name, Place at) {
    if (!config.is(FilterConfig.class)) {
      return configured(config, name, false, at);
    }
    FilterConfig wrapper = at.unpack(config, FilterConfig.class);
    if (wrapper.getDisabled()) {
      return new Disabled();
    }
    if (!wrapper.hasConfig()) {
      throw at.refused("says nothing; give it a config, or disabled: true");
    }
    return configured(wrapper.getConfig(), name, wrapper.getIsOptional(), at.at("config"));
  }

  /// A message for a filter that the chain does not have has no effect, as in Envoy.
  private @Nullable Setting configured(Any config, String name, boolean optional, Place at) {
    @Nullable FilterReader reader = FilterKinds.ofRoute(config);
    if (reader == null) {
      if (!optional && !IstioFilters.isLeftOut(name, config)) {
        at.unknown("the filter " + name + " is not carried out");
      }
      return null;
    }
    FilterPlan plan = reader.ofLevel(config, at);
    if (filters.has(name) && filters.entries().stream().noneMatch(e -> e.isFor(name, reader))) {
      at.ignored("the filter " + name + " of the listener's chain is of another kind");
      return null;
    }
    return new Configured(plan);
  }

  /// The most specific level that says anything of a filter says whether it is on.
  private FilterPlan plan(HttpFilters.Entry entry) {
    boolean disabled = entry.disabled();
    List<FilterPlan> plans = new ArrayList<>();
    for (Map<String, Setting> level : levels) {
      @Nullable Setting setting = level.get(entry.name());
      disabled = setting == null ? disabled : setting instanceof Disabled;
      if (setting instanceof Configured(FilterPlan plan)) {
        plans.add(plan);
      }
    }
    return disabled ? FilterPlan.OFF : entry.reader().join(entry.plan(), plans);
  }

  private boolean on(FilterPlan plan) {
    return !(plan instanceof FilterPlan.Off) && !(plan instanceof SessionPlan.Off);
  }
}
