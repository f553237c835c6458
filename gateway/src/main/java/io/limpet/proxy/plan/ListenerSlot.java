package io.limpet.proxy.plan;

import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.limpet.proxy.plan.ListenerReader.ByName;
import io.limpet.proxy.plan.ListenerReader.Inline;
import io.limpet.xds.resources.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What was made of a listener and of its routes, each kept until its message changes.
/// Configuration thread only.
final class ListenerSlot {
  private @Nullable Listener message;
  private @Nullable ListenerReader listener;
  private List<PlanProblem> listenerProblems = List.of();
  private @Nullable RouteConfiguration routeMessage;
  private RouteTable routes = VirtualHosts.NONE;
  private List<PlanProblem> routeProblems = List.of();
  private @Nullable ListenerPlan plan;

  /// The plan for these messages: the last one if they are the same, null if no listener of this
  /// name was ever accepted.
  @SuppressWarnings("ReferenceEquality") // unchanged messages are the same objects: Resources
  @Nullable ListenerPlan update(Listener newMessage, Resources resources, RuntimeValues runtime) {
    boolean changed = message != newMessage;
    if (changed) {
      readListener(newMessage, runtime);
    }
    if (listener == null) {
      return null;
    }
    @Nullable RouteConfiguration newRoutes = routes(listener, resources.routes());
    if (changed || routeMessage != newRoutes) {
      readRoutes(listener, newRoutes, resources, runtime);
      plan = new ListenerPlan(listener.name(), listener.address(), listener.http(), routes);
    }
    return plan;
  }

  List<PlanProblem> problems() {
    List<PlanProblem> all = new ArrayList<>(listenerProblems);
    all.addAll(routeProblems);
    return all;
  }

  private void readListener(Listener newMessage, RuntimeValues runtime) {
    List<PlanProblem> problems = new ArrayList<>();
    try {
      listener =
          ListenerReader.read(
              newMessage, Place.of("Listener", newMessage.getName(), problems, runtime));
    } catch (Refused refused) {
      problems.add(refused.problem());
      listener = refused.keepsLast() ? listener : null;
    }
    message = newMessage;
    listenerProblems = problems;
  }

  private static @Nullable RouteConfiguration routes(
      ListenerReader listener, Map<String, RouteConfiguration> all) {
    return switch (listener.routes()) {
      case ByName(String name, _) -> all.get(name);
      case Inline(RouteConfiguration configuration, _) -> configuration;
    };
  }

  /// Routes that are named and not there match nothing; Envoy would wait for them.
  private void readRoutes(
      ListenerReader from,
      @Nullable RouteConfiguration newRoutes,
      Resources resources,
      RuntimeValues runtime) {
    List<PlanProblem> problems = new ArrayList<>();
    if (newRoutes == null) {
      routes = VirtualHosts.NONE;
      routesPlace(from, "", problems, runtime)
          .ignored("its route configuration is not there yet; all requests are answered 404");
    } else {
      Place place = routesPlace(from, newRoutes.getName(), problems, runtime);
      try {
        ClusterNames clusters = clusters(from, newRoutes, resources);
        routes = RouteTableReader.read(newRoutes, from.filters(), clusters, place);
      } catch (Refused refused) {
        problems.add(refused.problem());
      }
    }
    routeMessage = newRoutes;
    routeProblems = problems;
  }

  private static Place routesPlace(
      ListenerReader from, String name, List<PlanProblem> problems, RuntimeValues runtime) {
    Place listener = Place.of("Listener", from.name(), problems, runtime);
    return switch (from.routes()) {
      case ByName(_, String path) ->
          name.isEmpty()
              ? listener.at(path)
              : Place.of("RouteConfiguration", name, problems, runtime);
      case Inline(_, String path) -> listener.at(path);
    };
  }

  /// Names are checked in routes that are written into a listener, unless those say otherwise.
  private static ClusterNames clusters(
      ListenerReader from, RouteConfiguration routes, Resources resources) {
    boolean checked =
        routes.hasValidateClusters()
            ? routes.getValidateClusters().getValue()
            : from.routes() instanceof Inline;
    return checked ? new ClusterNames(true, resources.clusters().keySet()) : ClusterNames.UNCHECKED;
  }
}
