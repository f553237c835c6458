package io.limpet.mesh.building.routes;

import io.limpet.mesh.Feature;
import io.limpet.mesh.Fix;
import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.Route;
import io.limpet.mesh.RouteTable;
import io.limpet.mesh.RouteTable.Host;
import io.limpet.mesh.SessionPolicy;
import io.limpet.mesh.building.gateways.GatewayReferences;
import io.limpet.mesh.building.gateways.GatewayServers.Bound;
import io.limpet.mesh.building.resources.ResourceStore;
import io.limpet.mesh.building.rules.DestinationRules;
import io.limpet.mesh.building.services.HostNames;
import io.limpet.mesh.building.services.ServiceIndex;
import io.limpet.mesh.building.services.Visibility;
import io.limpet.model.Kind;
import io.limpet.model.istio.VirtualService;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The hosts of a listener: those that its servers and the VirtualServices bound to them share
/// (`buildGatewayHTTPRouteConfig` in Istio's `pilot/pkg/networking/core/gateway.go`).
public final class HostBuilder {
  private static final String EVERY_HOST = "*";

  private final MeshOptions options;
  private final GatewayProxy proxy;
  private final RouteBuilder routes;
  private final List<VirtualService> services;

  public HostBuilder(
      MeshOptions options,
      GatewayProxy proxy,
      ResourceStore store,
      ServiceIndex index,
      DestinationRules rules) {
    this.options = options;
    this.proxy = proxy;
    ForwardBuilder forwards = new ForwardBuilder(options, proxy, index, rules);
    this.routes = new RouteBuilder(options, proxy, forwards);
    this.services = inOrder(store);
  }

  /// With whole names and with the routes of their delegates: those that only their own namespace
  /// sees first, then those exported to some, then the rest; each by age.
  private List<VirtualService> inOrder(ResourceStore store) {
    List<VirtualService> all =
        store.byAge(Kind.VIRTUAL_SERVICE).stream().map(VirtualService.class::cast).toList();
    Delegates delegates = new Delegates(all, options);
    return all.stream()
        .filter(each -> !each.isDelegate())
        .filter(this::visible)
        .map(each -> delegates.merged(ShortNames.resolved(each, options.domain())))
        .sorted(Comparator.comparingInt(this::reach))
        .toList();
  }

  private boolean visible(VirtualService service) {
    String owner = service.metadata().namespace();
    return Visibility.visible(exportTo(service), owner, proxy.namespace());
  }

  /// What the mesh says where nothing is written: only the own namespace, or everyone. Names of
  /// others there let nobody see the VirtualService (`initVirtualServices` in pilot's
  /// `push_context.go`).
  private List<String> exportTo(VirtualService service) {
    List<String> ofMesh = options.meshConfig().exportTo().virtualServices();
    if (!service.exportTo().isEmpty() || ofMesh.isEmpty()) {
      return service.exportTo();
    }
    return List.of(ofMesh.contains(".") ? "." : Visibility.isPublic(ofMesh) ? "*" : "~");
  }

  /// Of those that everyone sees, the Gateway API's own of this namespace come first.
  private int reach(VirtualService service) {
    boolean own = service.metadata().namespace().equals(proxy.namespace());
    if (!Visibility.isPublic(exportTo(service))) {
      return own ? 0 : 1;
    }
    boolean gatewayApi = RouteSemantics.of(service.metadata()) == RouteSemantics.GATEWAY;
    return own && gatewayApi ? 2 : 3;
  }

  /// All VirtualServices that this gateway sees, in their order.
  public List<VirtualService> services() {
    return services;
  }

  public RouteTable table(String name, List<Bound> servers) {
    Map<String, Host> hosts = new HashMap<>();
    Map<String, List<Route>> built = new HashMap<>();
    for (Bound bound : servers) {
      for (VirtualService service : services) {
        if (GatewayReferences.bound(service).contains(bound.gatewayName())) {
          add(hosts, bound, service, built);
        }
      }
      addRedirects(hosts, bound);
    }
    if (hosts.isEmpty()) {
      return new RouteTable(name, List.of(nowhere(servers.getFirst())));
    }
    List<Host> all = new ArrayList<>(collapse(hosts));
    all.replaceAll(HostBuilder::catchAllLast);
    all.sort(Comparator.comparing(Host::name));
    return new RouteTable(name, all);
  }

  /// A VirtualService's routes are made once for each Gateway, by the first of its servers that has
  /// any.
  private void add(
      Map<String, Host> hosts,
      Bound bound,
      VirtualService service,
      Map<String, List<Route>> built) {
    List<String> shared =
        HostNames.intersection(bound.hostsFor(service.metadata().namespace()), service.hosts());
    if (shared.isEmpty()) {
      return;
    }
    String key = bound.gatewayName() + " " + service.id();
    List<Route> known = built.get(key);
    List<Route> own = known == null ? routes.routes(service, bound) : known;
    if (own.isEmpty()) {
      return;
    }
    built.put(key, own);
    for (String each : shared) {
      String host = each.toLowerCase(Locale.ROOT);
      Host before = hosts.get(host);
      hosts.put(
          host,
          before == null
              ? host(host, bound, routes.hostSession(service, host), own)
              : extended(before, bound, own));
    }
  }

  private static Host host(String name, Bound bound, SessionPolicy session, List<Route> built) {
    return new Host(
        withPort(name, bound.server().port()),
        List.of(name),
        bound.redirectsToTls(),
        false,
        session,
        built);
  }

  private static String withPort(String host, int port) {
    return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
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

  private void addRedirects(Map<String, Host> hosts, Bound bound) {
    if (!bound.redirectsToTls()) {
      return;
    }
    for (String name : redirectedHosts(bound)) {
      Host known = hosts.get(name);
      hosts.put(
          name,
          known == null
              ? host(name, bound, new SessionPolicy.None(), List.of())
              : extended(known, bound, List.of()));
    }
  }

  /// istiod does not take the namespace off here, so `shop/a.example.com` redirects nobody.
  private Set<String> redirectedHosts(Bound bound) {
    List<String> hosts = options.has(Fix.REFUSED_VALUES) ? bound.allHosts() : bound.hosts();
    Set<String> names = new LinkedHashSet<>();
    hosts.forEach(host -> names.add(host.toLowerCase(Locale.ROOT)));
    return names;
  }

  /// Stands where no VirtualService is bound: every request is answered with 404.
  private static Host nowhere(Bound bound) {
    return new Host(
        "blackhole:" + bound.server().port(),
        List.of(EVERY_HOST),
        false,
        true,
        new SessionPolicy.None(),
        List.of());
  }

  /// Hosts with the very same routes become one, called by the most specific of them; Istio does
  /// not look at their sessions. Each is compared with the last that could not join those before.
  private List<Host> collapse(Map<String, Host> hosts) {
    boolean collapses = options.on(Feature.PILOT_ENABLE_ROUTE_COLLAPSE_OPTIMIZATION);
    List<String> names = new ArrayList<>(hosts.keySet());
    names.sort(HostNames.MORE_SPECIFIC);
    List<Host> result = new ArrayList<>();
    Map<List<Identity>, Integer> known = new HashMap<>();
    for (String name : names) {
      Host host = Objects.requireNonNull(hosts.get(name));
      List<Identity> routes = host.routes().stream().map(Identity::new).toList();
      Integer at = collapses ? known.get(routes) : null;
      if (at != null && joins(result.get(at), host)) {
        result.set(at, joined(result.get(at), host));
      } else {
        known.put(routes, result.size());
        result.add(host);
      }
    }
    return result;
  }

  private boolean joins(Host host, Host other) {
    return host.redirectToTls() == other.redirectToTls()
        && (!options.has(Fix.VHOST_COLLAPSE) || host.session().equals(other.session()));
  }

  /// Routes are compared by identity: equal ones that were made for two Gateways stay apart.
  private record Identity(Route route) {
    @Override
    @SuppressWarnings("ReferenceEquality") // that is what is asked
    public boolean equals(Object other) {
      return other instanceof Identity(Route another) && another == route;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(route);
    }
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
