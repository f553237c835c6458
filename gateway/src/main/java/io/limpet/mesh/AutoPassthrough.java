package io.limpet.mesh;

import io.limpet.mesh.ClusterBuilder.Built;
import io.limpet.mesh.DestinationRules.Rule;
import io.limpet.mesh.FilterChain.Match;
import io.limpet.mesh.FilterChain.Share;
import io.limpet.mesh.GatewayServers.Bound;
import io.limpet.mesh.GatewayServers.Group;
import io.limpet.mesh.TcpBuilder.Relay;
import io.limpet.model.istio.Gateway;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Chains of servers that pass TLS on to whatever service its name says, as Istio's sidecars write
/// it (`builtAutoPassthroughFilterChains` in `core/gateway.go`). The service's own proxy asks its
/// policies.
final class AutoPassthrough {
  /// The protocols of Istio's mutual TLS. Asking for one keeps others away from these chains.
  private static final List<String> MESH_PROTOCOLS =
      List.of("istio", "istio-peer-exchange", "istio-http/1.0", "istio-http/1.1", "istio-h2");

  /// Whether a Pod speaks that TLS. Connections go to no other: the gateway cannot see what it
  /// passes on.
  private static final Map<String, String> SPEAKS_MESH_TLS =
      Map.of("security.istio.io/tlsMode", "istio");

  private final MeshOptions options;
  private final DestinationRules rules;
  private final List<MeshService> services;

  /// Those of all such servers.
  private final Set<String> hosts;

  AutoPassthrough(
      MeshOptions options, DestinationRules rules, List<MeshService> visible, List<Group> groups) {
    this.options = options;
    this.rules = rules;
    this.services = visible;
    this.hosts =
        groups.stream()
            .flatMap(group -> group.servers().stream())
            .filter(AutoPassthrough::passes)
            .flatMap(bound -> bound.allHosts().stream())
            .collect(Collectors.toUnmodifiableSet());
  }

  private static boolean passes(Bound bound) {
    Gateway.Tls tls = bound.server().tls();
    return tls != null && tls.mode() == Gateway.TlsMode.AUTO_PASSTHROUGH;
  }

  /// The clusters that the chains name (`buildOutboundSniDnatClusters` in `core/cluster.go`), made
  /// of a service's own.
  List<Built> clusters(MeshService service, List<Built> own) {
    if (service.external() || !isMeant(service, hosts)) {
      return List.of();
    }
    return own.stream().map(this::passedOn).toList();
  }

  private Built passedOn(Built own) {
    Cluster cluster = own.cluster();
    String name = name(cluster.name());
    boolean named = !options.meshConfig().outboundClusterStatName().isEmpty();
    Map<String, String> labels = new HashMap<>(own.labels());
    labels.putAll(SPEAKS_MESH_TLS);
    return new Built(
        cluster.passedOn(name, named ? cluster.statName() : name),
        own.port(),
        labels,
        own.locality(),
        own.sendsUnhealthy());
  }

  /// `outbound_.80_.v1_.web.shop.svc.cluster.local`: what such a sidecar asks for, and what the
  /// cluster behind it is called.
  static String name(String cluster) {
    return cluster.replace("|", "_.");
  }

  List<FilterChain> chains(Bound bound) {
    List<FilterChain> chains = new ArrayList<>();
    for (MeshService service : services) {
      if (service.external() || !isMeant(service, bound.allHosts())) {
        continue;
      }
      Rule rule = rules.find(service).orElse(null);
      for (MeshService.Port port : service.ports()) {
        if (port.protocol() == PortProtocol.UDP) {
          continue;
        }
        chains.add(chain(service, port, "", rule));
        if (rule != null) {
          rule.subsets().keySet().forEach(each -> chains.add(chain(service, port, each, rule)));
        }
      }
    }
    return chains;
  }

  private static boolean isMeant(MeshService service, Collection<String> hosts) {
    return hosts.stream().anyMatch(host -> HostNames.subsetOf(service.host(), host));
  }

  private FilterChain chain(
      MeshService service, MeshService.Port port, String subset, @Nullable Rule rule) {
    String name = name(ClusterBuilder.name(port.number(), subset, service.host()));
    String pattern = options.meshConfig().outboundClusterStatName();
    String statPrefix =
        pattern.isEmpty() ? name : ClusterBuilder.statName(pattern, service, port, subset);
    boolean mongo = port.protocol() == PortProtocol.MONGO;
    return FilterChain.passing(
        new Match(List.of(name), MESH_PROTOCOLS),
        TcpBuilder.relayed(
            new Relay(statPrefix, mongo, false, false, subset), List.of(new Share(name, 1)), rule));
  }
}
