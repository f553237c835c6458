package io.limpet.mesh;

import io.limpet.mesh.GatewayServers.Bound;
import io.limpet.mesh.GatewayServers.Place;
import io.limpet.mesh.RouteTable.Host;
import io.limpet.model.Kind;
import io.limpet.model.istio.VirtualService;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The hosts of a listener: those that its servers and the VirtualServices bound to them share
/// (`buildGatewayHTTPRouteConfig` in Istio's `pilot/pkg/networking/core/gateway.go`).
final class HostBuilder {
  private final MeshOptions options;
  private final GatewayProxy proxy;
  private final RouteBuilder routes;
  private final List<VirtualService> services;

  HostBuilder(MeshOptions options, GatewayProxy proxy, RouteBuilder routes, ResourceStore store) {
    this.options = options;
    this.proxy = proxy;
    this.routes = routes;
    this.services = inOrder(store);
  }

  /// Those that only their own namespace sees first, then those exported to some, then the rest;
  /// each by age.
  private List<VirtualService> inOrder(ResourceStore store) {
    return store.byAge(Kind.VIRTUAL_SERVICE).stream()
        .map(VirtualService.class::cast)
        .filter(
            each ->
                Visibility.visible(each.exportTo(), each.metadata().namespace(), proxy.namespace()))
        .sorted(Comparator.comparingInt(HostBuilder::reach))
        .toList();
  }

  private static int reach(VirtualService service) {
    if (Visibility.isPrivate(service.exportTo(), service.metadata().namespace())) {
      return 0;
    }
    return Visibility.isPublic(service.exportTo()) ? 2 : 1;
  }

  RouteTable table(Place place, List<Bound> servers) {
    Map<String, Host> hosts = new HashMap<>();
    for (Bound bound : servers) {
      for (VirtualService service : services) {
        if (GatewayReferences.bound(service).contains(bound.gatewayName())) {
          add(hosts, bound, service);
        }
      }
      addRedirects(hosts, bound);
    }
    if (hosts.isEmpty()) {
      return new RouteTable(place.routes(), List.of(nowhere(servers.getFirst())));
    }
    List<Host> all = new ArrayList<>(collapse(hosts));
    all.replaceAll(HostBuilder::catchAllLast);
    all.sort(Comparator.comparing(Host::name));
    return new RouteTable(place.routes(), all);
  }

  private void add(Map<String, Host> hosts, Bound bound, VirtualService service) {
    String namespace = service.metadata().namespace();
    List<String> own =
        service.hosts().stream()
            .map(host -> HostNames.resolve(host, namespace, options.domain()))
            .toList();
    List<String> shared = HostNames.intersection(bound.hostsFor(namespace), own);
    if (shared.isEmpty()) {
      return;
    }
    List<Route> built = routes.routes(service, bound);
    if (built.isEmpty()) {
      return;
    }
    for (String host : shared) {
      Host known = hosts.get(host);
      hosts.put(
          host,
          known == null
              ? host(host, bound, routes.hostSession(service, host), built)
              : extended(known, bound, built));
    }
  }

  private static Host host(String name, Bound bound, SessionPolicy session, List<Route> built) {
    return new Host(
        name + ":" + bound.server().port(),
        List.of(name.toLowerCase(Locale.ROOT)),
        bound.redirectsToTls(),
        false,
        session,
        built);
  }

  private static Host extended(Host known, Bound bound, List<Route> more) {
    List<Route> all = new ArrayList<>(known.routes());
    all.addAll(more);
    return new Host(
        known.name(),
        known.domains(),
        known.redirectToTls() || bound.redirectsToTls(),
        false,
        known.session(),
        all);
  }

  private static void addRedirects(Map<String, Host> hosts, Bound bound) {
    if (!bound.redirectsToTls()) {
      return;
    }
    for (String name : bound.allHosts()) {
      Host known = hosts.get(name);
      hosts.put(
          name,
          known == null
              ? host(name, bound, new SessionPolicy.None(), List.of())
              : extended(known, bound, List.of()));
    }
  }

  /// Stands where no VirtualService is bound: every request is answered with 404.
  private static Host nowhere(Bound bound) {
    return new Host(
        "blackhole:" + bound.server().port(),
        List.of("*"),
        false,
        true,
        new SessionPolicy.None(),
        List.of());
  }

  /// Hosts with the same routes become one, called by the most specific of them; Istio does not
  /// look at their sessions.
  private List<Host> collapse(Map<String, Host> hosts) {
    Map<String, Host> inOrder = new TreeMap<>(HostNames.MORE_SPECIFIC);
    inOrder.putAll(hosts);
    List<Host> result = new ArrayList<>();
    Map<Object, Integer> known = new HashMap<>();
    for (Host host : inOrder.values()) {
      Object key =
          options.has(Fix.VHOST_COLLAPSE) ? List.of(host.routes(), host.session()) : host.routes();
      Integer at = host.redirectToTls() ? null : known.putIfAbsent(key, result.size());
      if (at == null) {
        result.add(host);
      } else {
        result.set(at, joined(result.get(at), host));
      }
    }
    return result;
  }

  private static Host joined(Host host, Host other) {
    List<String> domains = new ArrayList<>(host.domains());
    domains.addAll(other.domains());
    return new Host(
        host.name(),
        domains,
        host.redirectToTls(),
        host.refusesAll(),
        host.session(),
        host.routes());
  }

  /// With several VirtualServices on one host, a route for everything must not hide the later ones.
  private static Host catchAllLast(Host host) {
    List<Route> sorted = new ArrayList<>(host.routes());
    sorted.sort(Comparator.comparing(route -> route.match().catchesAll()));
    return new Host(
        host.name(),
        host.domains(),
        host.redirectToTls(),
        host.refusesAll(),
        host.session(),
        sorted);
  }
}
