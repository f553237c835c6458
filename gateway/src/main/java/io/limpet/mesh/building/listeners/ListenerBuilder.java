package io.limpet.mesh.building.listeners;

import io.limpet.mesh.FilterChain;
import io.limpet.mesh.FilterChain.Http;
import io.limpet.mesh.FilterChain.Match;
import io.limpet.mesh.FilterChain.Tcp;
import io.limpet.mesh.Fix;
import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.Listener;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.Reporting;
import io.limpet.mesh.SkippedServer;
import io.limpet.mesh.building.gateways.GatewayServers;
import io.limpet.mesh.building.gateways.GatewayServers.Bound;
import io.limpet.mesh.building.gateways.GatewayServers.Group;
import io.limpet.mesh.building.gateways.GatewayServers.Skipped;
import io.limpet.mesh.security.Security;
import io.limpet.model.istio.Gateway;
import io.limpet.model.istio.Gateway.Protocol;
import io.limpet.model.istio.Gateway.Tls;
import io.limpet.model.istio.Gateway.TlsMode;
import io.limpet.model.istio.L4Match;
import io.limpet.model.istio.L4Route;
import io.limpet.model.istio.VirtualService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// The listeners of a gateway and their chains (`buildGatewayListeners` in Istio's
/// `core/gateway.go`).
public final class ListenerBuilder {
  private static final int FIRST_UNPRIVILEGED_PORT = 1024;

  private final MeshOptions options;
  private final GatewayProxy proxy;
  private final TcpBuilder tcp;
  private final AutoPassthrough passthrough;
  private final DownstreamTlsBuilder tls;
  private final Map<String, Building> listeners = new LinkedHashMap<>();
  private final List<Skipped> skipped = new ArrayList<>();

  /// Port → name that rules of `tls` have → the address of the server that had it last.
  private final Map<Integer, Map<String, String>> serverNames = new HashMap<>();

  private record Building(GatewayServers.Place place, List<FilterChain> chains) {}

  /// The listeners, and servers that do not listen.
  public record Built(List<Listener> listeners, List<Skipped> skipped) {}

  public ListenerBuilder(
      MeshOptions options, GatewayProxy proxy, TcpBuilder tcp, AutoPassthrough passthrough) {
    this.options = options;
    this.proxy = proxy;
    this.tcp = tcp;
    this.passthrough = passthrough;
    this.tls = new DownstreamTlsBuilder(options);
  }

  public Built build(List<Group> groups) {
    for (Group group : groups) {
      boolean allowed = !proxy.unprivileged() || group.place().port() >= FIRST_UNPRIVILEGED_PORT;
      if (!allowed) {
        skip(group, SkippedServer.Reason.PRIVILEGED_PORT);
      } else if (group.protocol().isPlainHttp()) {
        Http http = new Http(group.routes(), "", group.protocol() == Protocol.GRPC_WEB);
        add(group.place(), group.servers().getFirst(), new FilterChain(Match.ANY, null, http));
      } else {
        group.servers().forEach(bound -> addAll(group, bound));
      }
    }
    List<Listener> all = new ArrayList<>();
    for (Building each : listeners.values()) {
      all.add(listener(each));
    }
    return new Built(all, skipped);
  }

  private Listener listener(Building built) {
    GatewayServers.Place place = built.place();
    return new Listener(
        place.address(),
        place.port(),
        place.quic(),
        proxy.namespace(),
        built.chains(),
        Security.NONE,
        Reporting.OF_MESH);
  }

  private void addAll(Group group, Bound bound) {
    Gateway.Server server = bound.server();
    Match match = new Match(bound.serverNames(), List.of());
    Tls written = server.tls();
    if (server.readsHttp()) {
      Http http = new Http(bound.routes(group.place().port()), server.name(), false);
      add(group.place(), bound, new FilterChain(match, tls.of(server), http));
      if (bound.quic()) {
        FilterChain twin = new FilterChain(match, tls.overQuic(server), http);
        add(group.place().overQuic(), bound, twin);
      }
    } else if (written == null || !written.passesThrough()) {
      Optional<Tcp> relay = tcp.tcp(bound);
      if (relay.isEmpty()) {
        skip(bound, group.place().port(), SkippedServer.Reason.NO_ROUTE);
        return;
      }
      Match wanted = written == null ? Match.ANY : match;
      add(group.place(), bound, new FilterChain(wanted, tls.of(server), relay.get()));
    } else if (written.mode() == TlsMode.AUTO_PASSTHROUGH) {
      passthrough.chains(bound).forEach(chain -> add(group.place(), bound, chain));
    } else {
      addPassed(group, bound);
    }
  }

  /// A chain for each match of each rule that TLS is passed on by.
  private void addPassed(Group group, Bound bound) {
    boolean any = false;
    for (VirtualService service : tcp.boundTo(bound)) {
      for (L4Route route : service.tls()) {
        for (L4Match match : route.matches()) {
          if (!TcpBuilder.holds(match, service, bound) || route.route().isEmpty()) {
            continue;
          }
          any = true;
          if (claim(match, group.place().port(), bound.server().bind())) {
            Match names = new Match(serverNames(match), List.of());
            add(group.place(), bound, FilterChain.passing(names, tcp.proxy(route, service, bound)));
          } else {
            skip(bound, group.place().port(), SkippedServer.Reason.SERVER_NAME_TAKEN);
          }
        }
      }
    }
    if (!any) {
      skip(bound, group.place().port(), SkippedServer.Reason.NO_ROUTE);
    }
  }

  private boolean claim(L4Match match, int port, String bind) {
    Map<String, String> known = serverNames.computeIfAbsent(port, _ -> new HashMap<>());
    if (match.sniHosts().stream().anyMatch(name -> bind.equals(known.get(name)))) {
      return false;
    }
    match.sniHosts().forEach(name -> known.put(name, bind));
    return true;
  }

  /// No name at all is asked for where any will do.
  private static List<String> serverNames(L4Match match) {
    return match.sniHosts().contains("*")
        ? List.of()
        : List.copyOf(new TreeSet<>(match.sniHosts()));
  }

  /// An Envoy refuses a listener that has two chains for the same connections; istiod does not ask.
  /// Those of plain HTTP on one address are one.
  private void add(GatewayServers.Place place, Bound bound, FilterChain chain) {
    Building building =
        listeners.computeIfAbsent(place.listener(), _ -> new Building(place, new ArrayList<>()));
    if (!options.has(Fix.REFUSED_VALUES)) {
      building.chains().add(chain);
      return;
    }
    Optional<FilterChain> taken =
        building.chains().stream().filter(each -> each.match().equals(chain.match())).findFirst();
    if (taken.isEmpty()) {
      building.chains().add(chain);
    } else if (!shares(taken.get(), chain)) {
      skip(bound, place.port(), SkippedServer.Reason.MATCH_TAKEN);
    }
  }

  private static boolean shares(FilterChain first, FilterChain second) {
    return first.tls() == null
        && second.tls() == null
        && first.service() instanceof Http one
        && second.service() instanceof Http other
        && one.routes().equals(other.routes());
  }

  private void skip(Group group, SkippedServer.Reason reason) {
    group.servers().forEach(bound -> skip(bound, group.place().port(), reason));
  }

  private void skip(Bound bound, int port, SkippedServer.Reason reason) {
    skipped.add(new Skipped(bound, port, reason));
  }
}
