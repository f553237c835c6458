package io.limpet.analysis;

import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.building.policies.Authorizers;
import io.limpet.mesh.building.policies.Providers;
import io.limpet.mesh.building.policies.Workload;
import io.limpet.mesh.building.routes.Delegates;
import io.limpet.mesh.building.rules.DestinationRules;
import io.limpet.mesh.building.services.HostNames;
import io.limpet.mesh.building.services.MeshService;
import io.limpet.mesh.building.services.ServiceIndex;
import io.limpet.model.Resource;
import io.limpet.model.fields.Suggestion;
import io.limpet.model.istio.AuthorizationPolicy;
import io.limpet.model.istio.Gateway;
import io.limpet.model.istio.VirtualService;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What names may lead to.
final class Known {
  private final MeshOptions options;
  private final ServiceIndex services;
  private final Authorizers authorizers;
  private final Providers providers;
  private final Set<String> asked;
  private final DestinationRules rules;
  private final Map<String, Gateway> gateways;
  private final Set<String> served;
  private final Delegates delegates;

  Known(List<Resource> resources, GatewayProxy proxy, MeshOptions options) {
    this.options = options;
    this.services = new ServiceIndex(resources, options, proxy.namespace());
    this.providers = new Providers(options.meshConfig(), services);
    this.authorizers = new Authorizers(options.meshConfig(), services);
    this.asked =
        new Workload(proxy.namespace(), proxy.labels(), options.rootNamespace())
                .chosen(resources.stream().filter(AuthorizationPolicy.class::isInstance).toList())
                .stream()
                .map(each -> ((AuthorizationPolicy) each).provider())
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    this.rules = new DestinationRules(resources, proxy, options);
    this.gateways = gateways(resources);
    this.served =
        gateways.entrySet().stream()
            .filter(each -> proxy.selectedBy(each.getValue().selector()))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    this.delegates =
        new Delegates(
            resources.stream()
                .filter(VirtualService.class::isInstance)
                .map(VirtualService.class::cast)
                .toList(),
            options);
  }

  private static Map<String, Gateway> gateways(List<Resource> resources) {
    Map<String, Gateway> gateways = new TreeMap<>();
    for (Resource each : resources) {
      if (each instanceof Gateway gateway) {
        gateways.put(each.metadata().namespace() + "/" + each.metadata().name(), gateway);
      }
    }
    return gateways;
  }

  Delegates delegates() {
    return delegates;
  }

  /// The providers that the CUSTOM policies for the gateway name.
  Set<String> asked() {
    return asked;
  }

  Providers providers() {
    return providers;
  }

  Authorizers authorizers() {
    return authorizers;
  }

  MeshOptions options() {
    return options;
  }

  String resolve(String host, String namespace) {
    return HostNames.resolve(host, namespace, options.domain());
  }

  Optional<MeshService> service(String host) {
    return services.find(host);
  }

  Optional<DestinationRules.Rule> rule(MeshService service) {
    return rules.find(service);
  }

  boolean hasGateway(String name) {
    return gateways.containsKey(name);
  }

  /// Whether a Gateway chooses the gateway that this is about.
  boolean isServed(String name) {
    return served.contains(name);
  }

  Optional<Gateway> gateway(String name) {
    return Optional.ofNullable(gateways.get(name));
  }

  Set<String> gateways() {
    return gateways.keySet();
  }

  /// Whether a host, perhaps with a wildcard, means any service.
  boolean meansService(String host) {
    return services.all().stream()
        .anyMatch(
            each ->
                host.startsWith("*")
                    ? each.host().endsWith(host.substring(1))
                    : each.host().equals(host));
  }

  /// The service that a host was probably meant for: the same name in another namespace, or else
  /// the most alike.
  Optional<String> meant(String host) {
    List<String> hosts = services.all().stream().map(MeshService::host).sorted().toList();
    String name = firstLabel(host);
    Optional<String> sameName =
        hosts.stream().filter(each -> firstLabel(each).equals(name)).findFirst();
    return sameName.or(() -> Suggestion.of(host, hosts)).or(() -> similarName(name, hosts));
  }

  private static Optional<String> similarName(String name, List<String> hosts) {
    List<String> names = hosts.stream().map(Known::firstLabel).toList();
    return Suggestion.of(name, names).map(each -> hosts.get(names.indexOf(each)));
  }

  private static String firstLabel(String host) {
    int dot = host.indexOf('.');
    return dot < 0 ? host : host.substring(0, dot);
  }
}
