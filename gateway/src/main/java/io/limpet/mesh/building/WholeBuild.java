package io.limpet.mesh.building;

import io.limpet.mesh.Cluster;
import io.limpet.mesh.EnvoyPatches;
import io.limpet.mesh.Feature;
import io.limpet.mesh.FilterChain.Http;
import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.Listener;
import io.limpet.mesh.Locality;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.Reporting;
import io.limpet.mesh.RouteTable;
import io.limpet.mesh.Secret;
import io.limpet.mesh.SkippedServer;
import io.limpet.mesh.building.clusters.ClusterBuilder;
import io.limpet.mesh.building.clusters.PassthroughClusters;
import io.limpet.mesh.building.clusters.ServiceClusters;
import io.limpet.mesh.building.gateways.GatewayPorts;
import io.limpet.mesh.building.gateways.GatewayServers;
import io.limpet.mesh.building.gateways.GatewayServers.Skipped;
import io.limpet.mesh.building.instances.ServiceInstances;
import io.limpet.mesh.building.instances.ServiceInstances.Where;
import io.limpet.mesh.building.listeners.AutoPassthrough;
import io.limpet.mesh.building.listeners.ListenerBuilder;
import io.limpet.mesh.building.listeners.SecretBuilder;
import io.limpet.mesh.building.listeners.TcpBuilder;
import io.limpet.mesh.building.policies.Backends;
import io.limpet.mesh.building.policies.Policies;
import io.limpet.mesh.building.resources.ResourceStore;
import io.limpet.mesh.building.resources.Topology;
import io.limpet.mesh.building.routes.HostBuilder;
import io.limpet.mesh.building.rules.DestinationRules;
import io.limpet.mesh.building.services.MeshService;
import io.limpet.mesh.building.services.ServiceIndex;
import io.limpet.mesh.security.KeySets;
import io.limpet.mesh.security.Security;
import io.limpet.model.Kind;
import io.limpet.model.Resource;
import io.limpet.model.istio.EnvoyFilter;
import io.limpet.model.kubernetes.Pod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// One build of everything that does not depend on endpoints: what the resources say of services,
/// rules and servers is looked up in once for all that is made of it.
final class WholeBuild {
  private final GatewayProxy proxy;
  private final MeshOptions options;
  private final ResourceStore store;
  private final ServiceIndex services;
  private final DestinationRules rules;
  private final GatewayPorts ports;
  private final GatewayServers.Merged servers;
  private final List<MeshService> visible;
  private final HostBuilder hosts;

  WholeBuild(GatewayProxy proxy, MeshOptions options, ResourceStore store) {
    this.proxy = proxy;
    this.options = options;
    this.store = store;
    List<Resource> converted = GatewayApiResources.convert(store::asWritten, options).resources();
    store.derive(converted);
    this.services = services(converted);
    this.rules = new DestinationRules(store.byAge(Kind.DESTINATION_RULE), proxy, options);
    this.ports = new GatewayPorts(proxy, options, store);
    this.servers = GatewayServers.merged(ports, options);
    this.visible = services.visibleTo(proxy.namespace());
    this.hosts = new HostBuilder(options, proxy, store, services, rules);
  }

  private ServiceIndex services(List<Resource> converted) {
    List<Resource> inOrder = new ArrayList<>(store.byAge(Kind.NAMESPACE));
    inOrder.addAll(store.byAge(Kind.SERVICE));
    inOrder.addAll(store.byAge(Kind.SERVICE_ENTRY));
    ServiceIndex index = new ServiceIndex(inOrder, options, proxy.namespace());
    index.pin(GatewayApiResources.sessions(converted));
    return index;
  }

  /// Makes the clusters in `into` anew, with the endpoints that are touched.
  void clusters(ServiceClusters into, ServiceInstances endpoints, Touched touched) {
    into.build(
        withClusters(),
        new ClusterBuilder(options, rules),
        new PassthroughClusters(options, AutoPassthrough.hosts(servers.groups())),
        endpoints,
        new ServiceClusters.Changes(touched.services(), touched.endpoints(), where()));
  }

  private List<MeshService> withClusters() {
    return options.on(Feature.PILOT_FILTER_GATEWAY_CLUSTER_CONFIG)
        ? new UsedServices(hosts.services(), servers.gateways(), options.domain())
            .with(new Backends(services).hosts(options.meshConfig()))
            .of(visible)
        : visible;
  }

  /// The gateway's own Node and locality, by its Pod where the options do not say.
  private Where where() {
    Optional<Pod> pod = ports.pod();
    Locality locality = proxy.locality();
    Topology topology = new Topology(store);
    if (locality == null) {
      locality = pod.map(topology::locality).orElse(Locality.UNKNOWN);
    }
    String node = pod.map(each -> each.spec().node()).orElse("");
    return new Where(locality, node, topology.labels(proxy.labels(), locality, node));
  }

  /// The listeners with what policies ask of them all, and servers that do not listen.
  ListenerBuilder.Built listeners(KeySets keys) {
    Policies policies = new Policies(proxy, options, store);
    Security security = policies.security(keys, services);
    Reporting reporting = policies.reporting(services);
    TcpBuilder tcp = new TcpBuilder(options, proxy, services, rules, hosts.services());
    AutoPassthrough passthrough = new AutoPassthrough(options, rules, visible);
    ListenerBuilder.Built built =
        new ListenerBuilder(options, proxy, tcp, passthrough).build(servers.groups());
    return new ListenerBuilder.Built(
        built.listeners().stream().map(each -> each.with(security, reporting)).toList(),
        built.skipped());
  }

  List<SkippedServer> skipped(ListenerBuilder.Built built) {
    return Stream.concat(servers.skipped().stream(), built.skipped().stream())
        .map(Skipped::server)
        .distinct()
        .toList();
  }

  EnvoyPatches patches() {
    return new EnvoyFilters(proxy, options)
        .patches(store.byAge(Kind.ENVOY_FILTER).stream().map(EnvoyFilter.class::cast).toList());
  }

  /// The tables that the listeners name.
  List<RouteTable> tables(List<Listener> listeners) {
    return listeners.stream()
        .flatMap(listener -> listener.chains().stream())
        .flatMap(chain -> chain.service() instanceof Http http ? Stream.of(http) : Stream.empty())
        .map(Http::routes)
        .distinct()
        .map(name -> hosts.table(name, Objects.requireNonNull(servers.byRoutes().get(name))))
        .toList();
  }

  /// The secrets that the listeners and the clusters name, as far as they are there.
  List<Secret> secrets(List<Listener> listeners, Collection<Cluster> clusters) {
    List<Resource> sources = new ArrayList<>(store.byAge(Kind.SECRET));
    sources.addAll(store.byAge(Kind.CONFIG_MAP));
    SecretBuilder builder = new SecretBuilder(proxy, sources);
    return Stream.concat(
            listeners.stream().map(Listener::secretNames),
            clusters.stream().map(Cluster::secretNames))
        .flatMap(List::stream)
        .distinct()
        .flatMap(name -> builder.secret(name).stream())
        .toList();
  }
}
