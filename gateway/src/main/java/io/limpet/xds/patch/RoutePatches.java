package io.limpet.xds.patch;

import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.limpet.model.istio.EnvoyFilter.ApplyTo;
import io.limpet.model.istio.EnvoyFilter.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Patches of route configurations and what is in them, from the outside in
/// (`ApplyRouteConfigurationPatches` in Istio's `core/envoyfilter/rc_patch.go`).
final class RoutePatches {
  private final PatchSet patches;

  RoutePatches(PatchSet patches) {
    this.patches = patches;
  }

  boolean isAny() {
    return patches.any(ApplyTo.ROUTE_CONFIGURATION, ApplyTo.VIRTUAL_HOST, ApplyTo.HTTP_ROUTE);
  }

  RouteConfiguration patched(RouteConfiguration routes, Matched matched) {
    RouteMatching matching = new RouteMatching(routes);
    RouteConfiguration merged = routes;
    for (ReadPatch patch : of(ApplyTo.ROUTE_CONFIGURATION, matching)) {
      if (patch.merges()) {
        matched.add(patch);
        merged = patch.merge().merge(merged, patch.value(RouteConfiguration.class));
      }
    }
    List<VirtualHost> hosts = new ArrayList<>();
    List<ReadPatch> ofHosts = of(ApplyTo.VIRTUAL_HOST, matching);
    List<ReadPatch> ofRoutes = of(ApplyTo.HTTP_ROUTE, matching);
    for (VirtualHost host : merged.getVirtualHostsList()) {
      host(host, ofHosts, matched)
          .map(each -> routes(each, ofRoutes, matched))
          .ifPresent(hosts::add);
    }
    for (ReadPatch patch : ofHosts) {
      if (patch.operation() == Operation.ADD) {
        matched.add(patch);
        hosts.add(patch.value(VirtualHost.class));
      }
    }
    return merged.toBuilder().clearVirtualHosts().addAllVirtualHosts(hosts).build();
  }

  private List<ReadPatch> of(ApplyTo object, RouteMatching matching) {
    return patches.of(object).stream().filter(matching::table).toList();
  }

  private static Optional<VirtualHost> host(
      VirtualHost host, List<ReadPatch> patches, Matched matched) {
    VirtualHost patched = host;
    for (ReadPatch patch : patches) {
      if (patch.operation() == Operation.ADD || !RouteMatching.host(patch, patched)) {
        continue;
      }
      matched.add(patch);
      if (patch.operation() == Operation.REMOVE) {
        return Optional.empty();
      }
      if (patch.operation() == Operation.REPLACE) {
        patched = patch.value(VirtualHost.class);
      } else if (patch.merges()) {
        patched = patch.merge().merge(patched, patch.value(VirtualHost.class));
      }
    }
    return Optional.of(patched);
  }

  private static VirtualHost routes(VirtualHost host, List<ReadPatch> patches, Matched matched) {
    List<ReadPatch> own =
        patches.stream().filter(patch -> RouteMatching.host(patch, host)).toList();
    if (own.isEmpty()) {
      return host;
    }
    List<Route> routes = new ArrayList<>();
    for (Route route : host.getRoutesList()) {
      route(route, own, matched).ifPresent(routes::add);
    }
    for (ReadPatch patch : own) {
      matched.addIf(insert(routes, patch), patch);
    }
    return host.toBuilder().clearRoutes().addAllRoutes(routes).build();
  }

  private static Optional<Route> route(Route route, List<ReadPatch> patches, Matched matched) {
    Route patched = route;
    for (ReadPatch patch : patches) {
      boolean removes = patch.operation() == Operation.REMOVE;
      if (!(removes || patch.merges()) || !RouteMatching.route(patch, patched)) {
        continue;
      }
      matched.add(patch);
      if (removes) {
        return Optional.empty();
      }
      patched = patch.merge().merge(patched, patch.value(Route.class));
    }
    return Optional.of(patched);
  }

  /// INSERT_FIRST goes to the top, but only where the route that it names is there. Nothing is
  /// replaced, and what is removed is gone by now.
  private static boolean insert(List<Route> routes, ReadPatch patch) {
    Predicate<Route> named =
        RouteMatching.namesRoute(patch) ? route -> RouteMatching.route(patch, route) : null;
    return switch (patch.operation()) {
      case ADD, INSERT_BEFORE, INSERT_AFTER ->
          Splice.apply(routes, patch.operation(), named, () -> patch.value(Route.class));
      case INSERT_FIRST ->
          (named == null || routes.stream().anyMatch(named))
              && Splice.apply(routes, patch.operation(), named, () -> patch.value(Route.class));
      case MERGE, REMOVE, REPLACE, MERGE_AND_REPLACE_LIST -> false;
    };
  }
}
