package io.limpet.proxy.plan.reading.listener;

import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.limpet.proxy.plan.ChainMatch;
import io.limpet.proxy.plan.FilterChainPlan;
import io.limpet.proxy.plan.RouteTable;
import io.limpet.proxy.plan.VirtualHosts;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.fields.PlanProblem;
import io.limpet.proxy.plan.reading.fields.Refused;
import io.limpet.proxy.plan.reading.fields.RuntimeValues;
import io.limpet.proxy.plan.reading.listener.FilterChainReader.ByName;
import io.limpet.proxy.plan.reading.listener.FilterChainReader.HttpService;
import io.limpet.proxy.plan.reading.listener.FilterChainReader.Inline;
import io.limpet.proxy.plan.reading.route.ClusterNames;
import io.limpet.proxy.plan.reading.route.RouteTableReader;
import io.limpet.xds.resources.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What was made of one filter chain's routes, kept until their message changes. Configuration
/// thread only.
final class RouteSlot {
  private final String listener;
  private final FilterChainReader chain;
  private final RuntimeValues runtime;
  private @Nullable RouteConfiguration message;
  private RouteTable routes = VirtualHosts.NONE;
  private List<PlanProblem> problems = List.of();
  private @Nullable FilterChainPlan plan;

  RouteSlot(String listener, FilterChainReader chain, RuntimeValues runtime) {
    this.listener = listener;
    this.chain = chain;
    this.runtime = runtime;
  }

  /// Takes over what was accepted last under the same name: it stays where the next is refused.
  void follows(RouteSlot before) {
    routes = before.routes;
  }

  ChainMatch match() {
    return chain.plan().match();
  }

  List<PlanProblem> problems() {
    return problems;
  }

  /// The chain with its routes: the last one if they are the same.
  @SuppressWarnings("ReferenceEquality") // unchanged messages are the same objects: Resources
  FilterChainPlan update(Resources resources) {
    @Nullable HttpService manager = chain.manager();
    if (manager == null) {
      return chain.plan();
    }
    @Nullable RouteConfiguration next = routes(manager, resources.routes());
    FilterChainPlan last = plan;
    if (last == null || message != next) {
      read(manager, next, resources);
      last = chain.plan().serving(new FilterChainPlan.Http(manager.http(), routes));
      plan = last;
    }
    return last;
  }

  private static @Nullable RouteConfiguration routes(
      HttpService manager, Map<String, RouteConfiguration> all) {
    return switch (manager.routes()) {
      case ByName(String name, _) -> all.get(name);
      case Inline(RouteConfiguration configuration, _) -> configuration;
    };
  }

  /// Routes that are named and not there match nothing; Envoy would wait for them.
  private void read(HttpService from, @Nullable RouteConfiguration next, Resources resources) {
    List<PlanProblem> found = new ArrayList<>();
    if (next == null) {
      routes = VirtualHosts.NONE;
      place(from, "", found)
          .ignored("its route configuration is not there yet; all requests are answered 404");
    } else {
      try {
        ClusterNames clusters = clusters(from, next, resources);
        routes =
            RouteTableReader.read(
                next, from.filters(), clusters, place(from, next.getName(), found));
      } catch (Refused refused) {
        found.add(refused.problem());
      }
    }
    message = next;
    problems = found;
  }

  private Place place(HttpService from, String name, List<PlanProblem> found) {
    Place place = Place.of("Listener", listener, found, runtime);
    return switch (from.routes()) {
      case ByName(_, String path) ->
          name.isEmpty() ? place.at(path) : Place.of("RouteConfiguration", name, found, runtime);
      case Inline(_, String path) -> place.at(path);
    };
  }

  /// Names are checked in routes that are written into a listener, unless those say otherwise.
  private static ClusterNames clusters(
      HttpService from, RouteConfiguration routes, Resources resources) {
    boolean checked =
        routes.hasValidateClusters()
            ? routes.getValidateClusters().getValue()
            : from.routes() instanceof Inline;
    return checked ? new ClusterNames(true, resources.clusters().keySet()) : ClusterNames.UNCHECKED;
  }
}
