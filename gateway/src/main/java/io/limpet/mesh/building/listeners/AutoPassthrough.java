package io.limpet.mesh.building.listeners;

import io.limpet.mesh.FilterChain;
import io.limpet.mesh.FilterChain.Match;
import io.limpet.mesh.FilterChain.Share;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.building.gateways.GatewayServers.Bound;
import io.limpet.mesh.building.gateways.GatewayServers.Group;
import io.limpet.mesh.building.listeners.TcpBuilder.Relay;
import io.limpet.mesh.building.rules.DestinationRules;
import io.limpet.mesh.building.rules.DestinationRules.Rule;
import io.limpet.mesh.building.services.ClusterNames;
import io.limpet.mesh.building.services.HostNames;
import io.limpet.mesh.building.services.MeshService;
import io.limpet.mesh.building.services.PortProtocol;
import io.limpet.model.istio.Gateway;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Chains of servers that pass TLS on to whatever service its name says, as Istio's sidecars write
/// it (`builtAutoPassthroughFilterChains` in `core/gateway.go`). The service's own proxy asks its
/// policies.
public final class AutoPassthrough {
  /// The protocols of Istio's mutual TLS. Asking for one keeps others away from these chains.
  private static final List<String> MESH_PROTOCOLS =
      List.of("istio", "istio-peer-exchange", "istio-http/1.0", "istio-http/1.1", "istio-h2");

  private final MeshOptions options;
  private final DestinationRules rules;
  private final List<MeshService> services;

  public AutoPassthrough(MeshOptions options, DestinationRules rules, List<MeshService> visible) {
    this.options = options;
    this.rules = rules;
    this.services = visible;
  }

  /// The hosts of all such servers.
  public static Set<String> hosts(List<Group> groups) {
    return groups.stream()
        .flatMap(group -> group.servers().stream())
        .filter(AutoPassthrough::passes)
        .flatMap(bound -> bound.allHosts().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static boolean passes(Bound bound) {
    Gateway.Tls tls = bound.server().tls();
    return tls != null && tls.mode() == Gateway.TlsMode.AUTO_PASSTHROUGH;
  }

  List<FilterChain> chains(Bound bound) {
    List<FilterChain> chains = new ArrayList<>();
    for (MeshService service : services) {
      if (service.external() || !HostNames.subsetOfAny(service.host(), bound.allHosts())) {
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

  private FilterChain chain(
      MeshService service, MeshService.Port port, String subset, @Nullable Rule rule) {
    String name =
        ClusterNames.serverName(ClusterNames.outbound(port.number(), subset, service.host()));
    String pattern = options.meshConfig().outboundClusterStatName();
    String statPrefix =
        pattern.isEmpty() ? name : ClusterNames.stat(pattern, service, port, subset);
    boolean mongo = port.protocol() == PortProtocol.MONGO;
    return FilterChain.passing(
        new Match(List.of(name), MESH_PROTOCOLS),
        TcpBuilder.relayed(
            new Relay(statPrefix, mongo, false, false, subset), List.of(new Share(name, 1)), rule));
  }
}
