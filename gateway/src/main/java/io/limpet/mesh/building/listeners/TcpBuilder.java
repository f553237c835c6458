package io.limpet.mesh.building.listeners;

import io.limpet.mesh.Feature;
import io.limpet.mesh.FilterChain;
import io.limpet.mesh.FilterChain.Share;
import io.limpet.mesh.FilterChain.Tcp;
import io.limpet.mesh.Fix;
import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.building.gatewayapi.InternalAnnotations;
import io.limpet.mesh.building.gateways.GatewayReferences;
import io.limpet.mesh.building.gateways.GatewayServers.Bound;
import io.limpet.mesh.building.rules.DestinationRules;
import io.limpet.mesh.building.rules.DestinationRules.Rule;
import io.limpet.mesh.building.services.ClusterNames;
import io.limpet.mesh.building.services.HostNames;
import io.limpet.mesh.building.services.MeshService;
import io.limpet.mesh.building.services.PortProtocol;
import io.limpet.mesh.building.services.ServiceIndex;
import io.limpet.model.istio.ConnectionPool;
import io.limpet.model.istio.Destination;
import io.limpet.model.istio.DestinationRule;
import io.limpet.model.istio.Gateway;
import io.limpet.model.istio.Gateway.Protocol;
import io.limpet.model.istio.L4Match;
import io.limpet.model.istio.L4Route;
import io.limpet.model.istio.LoadBalancer;
import io.limpet.model.istio.LoadBalancer.ConsistentHash;
import io.limpet.model.istio.LoadBalancer.HashKey;
import io.limpet.model.istio.TrafficPolicy;
import io.limpet.model.istio.VirtualService;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where connections go that are no HTTP to the gateway (`core/networkfilter.go` in Istio's pilot,
/// and `buildGatewayNetworkFiltersFromTCPRoutes` in its `core/gateway.go`).
public final class TcpBuilder {
  private final MeshOptions options;
  private final GatewayProxy proxy;
  private final ServiceIndex services;
  private final DestinationRules rules;

  /// All VirtualServices that this gateway sees, in their order.
  private final List<VirtualService> virtualServices;

  public TcpBuilder(
      MeshOptions options,
      GatewayProxy proxy,
      ServiceIndex services,
      DestinationRules rules,
      List<VirtualService> virtualServices) {
    this.options = options;
    this.proxy = proxy;
    this.services = services;
    this.rules = rules;
    this.virtualServices = virtualServices;
  }

  /// Those bound to the server's Gateway that share a host with the server.
  List<VirtualService> boundTo(Bound bound) {
    return virtualServices.stream()
        .filter(each -> GatewayReferences.bound(each).contains(bound.gatewayName()))
        .filter(each -> sharesHost(each, bound))
        .toList();
  }

  private boolean sharesHost(VirtualService service, Bound bound) {
    String namespace = service.metadata().namespace();
    List<String> own =
        service.hosts().stream()
            .map(host -> HostNames.resolve(host, namespace, options.domain()))
            .toList();
    return !HostNames.intersection(bound.hostsFor(namespace), own).isEmpty();
  }

  /// The first rule for all of a server's connections.
  Optional<Tcp> tcp(Bound bound) {
    for (VirtualService service : boundTo(bound)) {
      for (L4Route route : service.tcp()) {
        if (appliesTo(route, service, bound) && !route.route().isEmpty()) {
          return Optional.of(proxy(route, service, bound));
        }
      }
      Optional<Tcp> ended = ofTlsRoute(service, bound);
      if (ended.isPresent()) {
        return ended;
      }
    }
    return Optional.empty();
  }

  /// A TLSRoute of the Gateway API stays one where the gateway ends the TLS itself.
  private Optional<Tcp> ofTlsRoute(VirtualService service, Bound bound) {
    if (!InternalAnnotations.isOfTlsRoute(service.metadata())) {
      return Optional.empty();
    }
    return service.tls().stream()
        .filter(route -> route.matches().stream().anyMatch(each -> holds(each, service, bound)))
        .findFirst()
        .map(route -> proxy(route, service, bound));
  }

  private static boolean appliesTo(L4Route route, VirtualService service, Bound bound) {
    return route.matches().isEmpty()
        || route.matches().stream().anyMatch(each -> holds(each, service, bound));
  }

  /// A gateway has neither callers' labels nor destinations to ask for; istiod looks at the port
  /// and the gateways alone.
  static boolean holds(L4Match match, VirtualService service, Bound bound) {
    boolean port = match.port() == 0 || match.port() == bound.server().port();
    return port
        && (match.gateways().isEmpty()
            || GatewayReferences.resolve(match.gateways(), service.metadata().namespace())
                .contains(bound.gatewayName()));
  }

  Tcp proxy(L4Route route, VirtualService service, Bound bound) {
    List<L4Route.Share> shares = route.route();
    String namespace = service.metadata().namespace();
    Rule rule = rule(shares.getFirst().destination(), namespace);
    boolean mongo = bound.server().protocol() == Protocol.MONGO;
    if (shares.size() == 1) {
      Destination only = shares.getFirst().destination();
      String cluster = cluster(only, namespace, bound);
      return relayed(
              new Relay(
                  statPrefix(only, namespace, bound, cluster), mongo, true, false, only.subset()),
              List.of(new Share(cluster, 1)),
              rule)
          .with(lookup(only, namespace, bound));
    }
    List<Share> weighted =
        shares.stream()
            .filter(each -> each.weight() > 0)
            .map(each -> new Share(cluster(each.destination(), namespace, bound), each.weight()))
            .toList();
    String name = service.metadata().name() + "." + namespace;
    return relayed(new Relay(name, mongo, true, true, ""), weighted, rule);
  }

  /// What is the same for all connections; `subset` is the one destination's.
  record Relay(
      String statPrefix, boolean mongo, boolean policed, boolean weighted, String subset) {}

  static Tcp relayed(Relay relay, List<Share> clusters, @Nullable Rule rule) {
    TrafficPolicy policy = rule == null ? null : rule.policy();
    ConnectionPool pool = policy == null ? null : policy.connectionPool();
    ConnectionPool.Tcp tcp = pool == null ? null : pool.tcp();
    return new Tcp(
        relay.statPrefix(),
        relay.mongo(),
        relay.policed(),
        relay.weighted(),
        clusters,
        hashesSourceIp(rule, relay.subset()),
        tcp == null ? null : tcp.idleTimeout(),
        tcp == null ? null : tcp.maxConnectionDuration(),
        relay.policed() ? tunnel(rule, relay.subset()) : null,
        null);
  }

  /// TLS that is passed on tells the host (`withGatewaySNIDFPFilter` in Istio's pilot).
  private FilterChain.@Nullable Lookup lookup(
      Destination destination, String namespace, Bound bound) {
    Gateway.Tls tls = bound.server().tls();
    boolean passedOn = tls != null && tls.mode() == Gateway.TlsMode.PASSTHROUGH;
    boolean wanted =
        options.on(Feature.ENABLE_WILDCARD_HOST_SERVICE_ENTRIES_FOR_TLS)
            || options.has(Fix.REFUSED_VALUES);
    return service(destination, namespace)
        .filter(_ -> passedOn && wanted)
        .filter(each -> each.resolution() == MeshService.Resolution.DYNAMIC_DNS)
        .filter(each -> HostNames.isWildcard(each.host()))
        .map(
            each ->
                new FilterChain.Lookup(
                    ClusterNames.dnsCache(each), port(destination, Optional.of(each), bound)))
        .orElse(null);
  }

  private static int port(Destination destination, Optional<MeshService> service, Bound bound) {
    return destination.port() != 0
        ? destination.port()
        : service
            .filter(each -> each.ports().size() == 1)
            .map(each -> each.ports().getFirst().number())
            .orElse(bound.server().port());
  }

  /// A subset has its own or none (`core/tunnelingconfig` in Istio's pilot); what is passed on by
  /// its name has none.
  private static FilterChain.@Nullable Tunnel tunnel(@Nullable Rule rule, String subset) {
    TrafficPolicy policy =
        rule == null ? null : subset.isEmpty() ? rule.policy() : own(rule, subset);
    TrafficPolicy.Tunnel tunnel = policy == null ? null : policy.tunnel();
    if (tunnel == null) {
      return null;
    }
    boolean ipv6 = tunnel.targetHost().indexOf(':') >= 0;
    String host = ipv6 ? "[" + tunnel.targetHost() + "]" : tunnel.targetHost();
    return new FilterChain.Tunnel(host + ":" + tunnel.targetPort(), tunnel.post());
  }

  /// A subset with a load balancer of its own takes the whole rule's away; settings of a port are
  /// not looked at.
  private static boolean hashesSourceIp(@Nullable Rule rule, String subset) {
    if (rule == null) {
      return false;
    }
    TrafficPolicy own = own(rule, subset);
    if (own != null && own.loadBalancer() != null) {
      return hashesSourceIp(own.loadBalancer());
    }
    return rule.policy() != null && hashesSourceIp(rule.policy().loadBalancer());
  }

  private static @Nullable TrafficPolicy own(Rule rule, String subset) {
    DestinationRule.Subset chosen = rule.subsets().get(subset);
    return chosen == null ? null : chosen.trafficPolicy();
  }

  private static boolean hashesSourceIp(@Nullable LoadBalancer balancer) {
    return balancer != null
        && balancer.policy() instanceof ConsistentHash hash
        && hash.key() instanceof HashKey.SourceIp(boolean use)
        && use;
  }

  private String host(Destination destination, String namespace) {
    return HostNames.resolve(destination.host(), namespace, options.domain());
  }

  private Optional<MeshService> service(Destination destination, String namespace) {
    return services
        .find(host(destination, namespace))
        .filter(each -> each.visibleTo(proxy.namespace()));
  }

  @Nullable Rule rule(Destination destination, String namespace) {
    return service(destination, namespace).flatMap(rules::find).orElse(null);
  }

  private String cluster(Destination destination, String namespace, Bound bound) {
    if (destination.host().isEmpty()) {
      return ClusterNames.UNKNOWN;
    }
    Optional<MeshService> service = service(destination, namespace);
    String alias = service.map(MeshService::externalName).orElse("");
    return ClusterNames.outbound(
        port(destination, service, bound),
        subset(destination, namespace),
        alias.isEmpty() ? host(destination, namespace) : alias);
  }

  /// A subset that nobody defines means the whole service, where istiod's connections would be
  /// closed.
  private String subset(Destination destination, String namespace) {
    if (destination.subset().isEmpty() || !options.has(Fix.REFUSED_VALUES)) {
      return destination.subset();
    }
    Rule rule = rule(destination, namespace);
    boolean defined = rule != null && rule.subsets().containsKey(destination.subset());
    boolean known = service(destination, namespace).isPresent();
    return defined || !known ? destination.subset() : "";
  }

  private String statPrefix(
      Destination destination, String namespace, Bound bound, String cluster) {
    String pattern = options.meshConfig().outboundClusterStatName();
    Optional<MeshService> service = service(destination, namespace);
    if (pattern.isEmpty() || service.isEmpty()) {
      return cluster;
    }
    MeshService.Port port =
        new MeshService.Port(bound.server().port(), bound.server().portName(), PortProtocol.TCP, 0);
    return ClusterNames.stat(pattern, service.get(), port, destination.subset());
  }
}
