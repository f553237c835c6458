package io.limpet.mesh.building.gateways;

import io.limpet.mesh.Feature;
import io.limpet.mesh.Fix;
import io.limpet.mesh.Listener;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.SkippedServer;
import io.limpet.model.istio.Gateway;
import io.limpet.model.istio.Gateway.Protocol;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The servers of all Gateways that choose this gateway, put together by where they listen
/// (`mergeGateways` in Istio's `pilot/pkg/model/gateway.go`): plain HTTP shares a port, TLS is told
/// apart by the name that a client asks for, and of all else the first on a port keeps it.
public final class GatewayServers {
  static final String ANY_ADDRESS = "0.0.0.0";

  private final Set<Integer> ports = new HashSet<>();

  /// Port → what listens there without TLS, if that came first.
  private final Map<Integer, Key> plain = new HashMap<>();

  /// Port → addresses of the servers that came second or later where TLS came first.
  private final Map<Integer, Set<String>> besideTls = new HashMap<>();

  /// Port → host → the address of the server that had it last.
  private final Map<Integer, Map<String, String>> hosts = new HashMap<>();

  private final Map<Key, Group> groups = new LinkedHashMap<>();
  private final Map<String, List<Bound>> byRoutes = new HashMap<>();
  private final List<Skipped> skipped = new ArrayList<>();

  private record Key(int port, Protocol protocol, String bind) {}

  /// Where servers listen.
  public record Place(String address, int port, boolean quic) {
    public String listener() {
      return Listener.name(address, port, quic);
    }

    public Place overQuic() {
      return new Place(address, port, true);
    }
  }

  /// One server of a Gateway. `quic`: it is served over HTTP/3 too.
  public record Bound(Gateway gateway, Gateway.Server server, boolean quic) {
    private Bound overTcp() {
      return new Bound(gateway, server, false);
    }

    public boolean redirectsToTls() {
      return server.tls() != null && server.tls().httpsRedirect();
    }

    /// As istiod keeps them: `./host` with its namespace, `*/host` without, and `*` alone where one
    /// is `*/*`.
    public List<String> hosts() {
      List<String> hosts = new ArrayList<>();
      for (String host : server.hosts()) {
        if (host.equals("*/*")) {
          return List.of("*");
        }
        if (host.startsWith("./")) {
          hosts.add(gateway.metadata().namespace() + host.substring(1));
        } else {
          hosts.add(host.startsWith("*/") ? host.substring(2) : host);
        }
      }
      return hosts;
    }

    /// The server's hosts for VirtualServices of `namespace`, without their namespace part.
    public List<String> hostsFor(String namespace) {
      List<String> all = new ArrayList<>();
      for (String host : hosts()) {
        int slash = host.indexOf('/');
        if (slash < 0 || host.substring(0, slash).equals(namespace)) {
          all.add(host.substring(slash + 1));
        }
      }
      return all;
    }

    public List<String> allHosts() {
      return hosts().stream().map(host -> host.substring(host.indexOf('/') + 1)).toList();
    }

    /// The names that clients ask for by TLS; none where any will do.
    public List<String> serverNames() {
      Set<String> names = new TreeSet<>(allHosts());
      return names.contains("*") ? List.of() : List.copyOf(names);
    }

    public String gatewayName() {
      return gateway.metadata().namespace() + "/" + gateway.metadata().name();
    }

    boolean isTls() {
      return server.tls() != null && !server.protocol().isPlainHttp();
    }

    /// What Istio calls the routes of this server where it listens on `port`: those of plain HTTP
    /// are shared. Empty where no HTTP is read.
    public String routes(int port) {
      String suffix = server.bind().isEmpty() ? "" : "." + server.bind();
      if (server.protocol().isPlainHttp()) {
        return "http." + port + suffix;
      }
      return server.readsHttp()
          ? String.join(
                  ".",
                  "https",
                  Integer.toString(server.port()),
                  server.portName(),
                  gateway.metadata().name(),
                  gateway.metadata().namespace())
              + suffix
          : "";
    }
  }

  /// Servers that listen together. `routes` is that of plain HTTP.
  public record Group(Place place, Protocol protocol, String routes, List<Bound> servers) {}

  /// A server that does not listen, and why.
  public record Skipped(Bound bound, int port, SkippedServer.Reason reason) {
    public SkippedServer server() {
      Gateway gateway = bound.gateway();
      return new SkippedServer(
          gateway.id(), gateway.servers().indexOf(bound.server()), port, reason);
    }
  }

  /// What was put together.
  public record Merged(
      List<Group> groups, Map<String, List<Bound>> byRoutes, List<Skipped> skipped) {
    /// The names of the Gateways that have a server here.
    public Set<String> gateways() {
      return groups.stream()
          .flatMap(group -> group.servers().stream())
          .map(Bound::gatewayName)
          .collect(Collectors.toSet());
    }
  }

  private GatewayServers() {}

  /// Those that Istio's webhook refuses are served as istiod serves them, if that is wanted.
  public static Merged merged(GatewayPorts ports, MeshOptions options) {
    GatewayServers servers = new GatewayServers();
    boolean refusedToo = !options.has(Fix.REFUSED_VALUES);
    for (Gateway gateway : ports.gateways()) {
      for (Gateway.Server server : gateway.servers()) {
        if (server.refused() && !refusedToo) {
          continue;
        }
        boolean quic = quic(server, options) && ports.hasUdp(gateway, server.port());
        Bound bound = new Bound(gateway, server, quic);
        for (int port : ports.of(gateway, server.port())) {
          servers.add(bound, port);
        }
      }
    }
    for (Gateway gateway : ports.strangers()) {
      for (Gateway.Server server : gateway.servers()) {
        Bound bound = new Bound(gateway, server, false);
        servers.skip(bound, server.port(), SkippedServer.Reason.STRANGER);
      }
    }
    return new Merged(
        List.copyOf(servers.groups.values()),
        Collections.unmodifiableMap(servers.byRoutes),
        List.copyOf(servers.skipped));
  }

  /// Whether a server may be served over HTTP/3 (`IsEligibleForHTTP3Upgrade` in Istio's
  /// `pkg/config/gateway`).
  private static boolean quic(Gateway.Server server, MeshOptions options) {
    return options.on(Feature.PILOT_ENABLE_QUIC_LISTENERS)
        && server.protocol() == Protocol.HTTPS
        && server.endsTls();
  }

  private void add(Bound bound, int port) {
    Gateway.Server server = bound.server();
    if (server.tls() != null && !claimHosts(bound, port)) {
      skip(bound, port, SkippedServer.Reason.HOST_TAKEN);
      return;
    }
    Key key = new Key(port, server.protocol(), server.bind());
    if (ports.add(port)) {
      addFirst(bound, key);
    } else if (plain.containsKey(port)) {
      addBesidePlain(bound.overTcp(), key, plain.get(port));
    } else {
      addBesideTls(bound, key);
    }
  }

  /// Two servers for one name on one address cannot be told apart. Those of plain HTTP claim theirs
  /// too, if they redirect.
  private boolean claimHosts(Bound bound, int port) {
    Map<String, String> known = hosts.computeIfAbsent(port, _ -> new HashMap<>());
    String bind = bound.server().bind();
    Set<String> own = new LinkedHashSet<>(bound.hosts());
    if (own.stream().anyMatch(host -> bind.equals(known.get(host)))) {
      return false;
    }
    own.forEach(host -> known.put(host, bind));
    return true;
  }

  private void addFirst(Bound bound, Key key) {
    if (!bound.isTls()) {
      plain.put(key.port(), key);
    }
    String routes = bound.routes(key.port());
    if (bound.server().readsHttp()) {
      byRoutes.put(routes, new ArrayList<>(List.of(bound)));
    }
    group(key, routes).servers().add(bound);
  }

  private void addBesidePlain(Bound bound, Key key, Key current) {
    boolean sameAddress = current.bind().equals(key.bind());
    boolean bothHttp = key.protocol().isPlainHttp() && current.protocol().isPlainHttp();
    if (sameAddress && !bothHttp) {
      skip(bound, key.port(), SkippedServer.Reason.PORT_TAKEN);
      return;
    }
    String routes = bound.routes(key.port());
    group(sameAddress ? current : key, routes).servers().add(bound);
    if (!routes.isEmpty()) {
      byRoutes.computeIfAbsent(routes, _ -> new ArrayList<>()).add(bound);
    }
  }

  /// istiod asks only from the third server on whether one without TLS has its address to itself.
  private void addBesideTls(Bound bound, Key key) {
    String routes = bound.routes(key.port());
    if (bound.server().readsHttp()) {
      if (byRoutes.containsKey(routes)) {
        skip(bound, key.port(), SkippedServer.Reason.NAME_TAKEN);
        return;
      }
      byRoutes.put(routes, new ArrayList<>(List.of(bound)));
    }
    boolean newAddress =
        besideTls.computeIfAbsent(key.port(), _ -> new HashSet<>()).add(key.bind());
    if (bound.server().tls() == null && !newAddress) {
      skip(bound, key.port(), SkippedServer.Reason.PORT_TAKEN);
      return;
    }
    group(key, routes).servers().add(bound);
  }

  private Group group(Key key, String routes) {
    return groups.computeIfAbsent(
        key,
        _ ->
            new Group(
                new Place(key.bind().isEmpty() ? ANY_ADDRESS : key.bind(), key.port(), false),
                key.protocol(),
                routes,
                new ArrayList<>()));
  }

  private void skip(Bound bound, int port, SkippedServer.Reason reason) {
    skipped.add(new Skipped(bound, port, reason));
  }
}
