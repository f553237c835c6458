package io.limpet.proxy.plan;

import io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSession;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.limpet.proxy.plan.HttpPlan.FilterPlan;
import io.limpet.proxy.plan.SessionReader.SessionFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A connection manager's chain of filters.
record HttpFilters(List<FilterPlan> filters, SessionFilter session) {
  private static final String ROUTER = "envoy.filters.http.router";

  /// Filters of every Istio gateway that change nothing in what a client or an endpoint sees, and
  /// filters that do nothing until a route configures them.
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          ROUTER,
          "istio.metadata_exchange",
          "istio.alpn",
          "istio.stats",
          "envoy.filters.http.grpc_stats");

  private static final Set<String> BY_ROUTE_ONLY =
      Set.of("envoy.filters.http.fault", "envoy.filters.http.cors");

  static HttpFilters of(HttpConnectionManager manager, Place place) {
    List<FilterPlan> plans = new ArrayList<>();
    SessionFilter session = SessionFilter.NONE;
    for (int i = 0; i < manager.getHttpFiltersCount(); i++) {
      HttpFilter filter = manager.getHttpFilters(i);
      Place at = place.at("http_filters", i);
      if (filter.getDisabled()) {
        at.at("disabled").ignored("the filter stays off, even where a route turns it on");
      } else if (!filter.getTypedConfig().is(StatefulSession.class)) {
        noteUnlessWithoutEffect(filter.getName(), at);
      } else if (session.equals(SessionFilter.NONE)) {
        session = SessionReader.filter(filter.getName(), filter.getTypedConfig(), at);
        plans.add(new FilterPlan(session.name(), session.plan()));
      } else {
        at.ignored("a chain has one stateful_session filter; the first counts");
      }
    }
    return new HttpFilters(List.copyOf(plans), session);
  }

  private static void noteUnlessWithoutEffect(String name, Place at) {
    if (!isWithoutEffect(name) && !BY_ROUTE_ONLY.contains(name)) {
      at.ignored("the filter " + name + " is not carried out");
    }
  }

  static boolean isWithoutEffect(String name) {
    return WITHOUT_EFFECT.contains(name);
  }
}
