package io.limpet.analysis;

import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.RouteTable.Host;
import io.limpet.mesh.Snapshot;
import io.limpet.mesh.building.GatewayApiResources;
import io.limpet.mesh.building.listeners.SecretBuilder;
import io.limpet.mesh.building.resources.SeenNamespaces;
import io.limpet.model.Problem;
import io.limpet.model.Resource;
import io.limpet.model.istio.AuthorizationPolicy;
import io.limpet.model.istio.ClosedPolicy;
import io.limpet.model.istio.DestinationRule;
import io.limpet.model.istio.EnvoyFilter;
import io.limpet.model.istio.Gateway;
import io.limpet.model.istio.RequestAuthentication;
import io.limpet.model.istio.ServiceEntry;
import io.limpet.model.istio.Telemetry;
import io.limpet.model.istio.VirtualService;
import io.limpet.model.kubernetes.Pod;
import io.limpet.model.kubernetes.Service;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Looks at all resources together, for one gateway.
public final class Analysis {
  private final GatewayProxy proxy;

  public Analysis(GatewayProxy proxy) {
    this.proxy = proxy;
  }

  /// What is wrong, in the order of the resources' names; `snapshot` is what was made of them.
  public List<Problem> findings(Collection<? extends Resource> resources, Snapshot snapshot) {
    List<Resource> all = new ArrayList<>(resources);
    all.sort(Comparator.comparing(Resource::id));
    MeshOptions options = snapshot.options();
    List<Problem> problems = new ArrayList<>();
    SeenNamespaces seen = SeenNamespaces.of(all, options.meshConfig().discoverySelectors());
    NamespaceChecks.check(all, seen, problems);
    List<Resource> sorted = List.copyOf(seen.of(all));
    Known known = new Known(sorted, proxy, options);
    for (Resource resource : sorted) {
      Findings findings = new Findings(resource, problems);
      switch (resource) {
        case Service service -> SessionChecks.check(service.metadata(), options, findings);
        case ServiceEntry entry -> SessionChecks.check(entry.metadata(), options, findings);
        case Gateway gateway -> {
          ServiceChecks.checkSelector(gateway, proxy, findings);
          ServiceChecks.checkServers(gateway, emptyHosts(snapshot), findings);
          ServerChecks.checkSkipped(gateway, snapshot.skipped(), findings);
          if (proxy.selectedBy(gateway.selector())) {
            ServerChecks.checkSecrets(gateway, new SecretBuilder(proxy, sorted), findings);
          }
        }
        case Pod pod -> ServerChecks.checkPod(pod, proxy, problems);
        case VirtualService service -> {
          new RouteChecks(known, findings).check(service);
          BoundChecks.check(service, known, findings);
          ExpressionChecks.check(service, options, findings);
          ClaimChecks.check(service, known, snapshot, findings);
        }
        case AuthorizationPolicy policy -> PolicyChecks.check(policy, known, findings);
        case RequestAuthentication policy -> PolicyChecks.check(policy, findings);
        case Telemetry telemetry -> TelemetryChecks.check(telemetry, known, findings);
        case ClosedPolicy policy -> PolicyChecks.check(policy, options, findings);
        case DestinationRule rule -> {
          new RuleChecks(known, findings).check(rule);
          PoolChecks.check(rule, known, findings);
        }
        case EnvoyFilter filter -> new PatchChecks(proxy, options).check(filter, findings);
        default -> {}
      }
    }
    problems.addAll(GatewayApiResources.problems(sorted, options));
    return List.copyOf(problems);
  }

  /// The names of hosts that stand for "nothing is routed here".
  private static Set<String> emptyHosts(Snapshot snapshot) {
    return snapshot.routes().values().stream()
        .flatMap(table -> table.hosts().stream())
        .filter(Host::refusesAll)
        .map(Host::name)
        .collect(Collectors.toSet());
  }
}
