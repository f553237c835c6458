package io.limpet.mesh.building;

import io.limpet.mesh.EnvoyPatches;
import io.limpet.mesh.Feature;
import io.limpet.mesh.FilterChain;
import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.Listener;
import io.limpet.mesh.Locality;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.Reporting;
import io.limpet.mesh.RouteTable;
import io.limpet.mesh.Secret;
import io.limpet.mesh.Snapshot;
import io.limpet.mesh.UpstreamTls;
import io.limpet.mesh.building.clusters.ClusterBuilder;
import io.limpet.mesh.building.clusters.EndpointBuilder;
import io.limpet.mesh.building.clusters.EndpointBuilder.Where;
import io.limpet.mesh.building.clusters.PassthroughClusters;
import io.limpet.mesh.building.clusters.ServiceClusters;
import io.limpet.mesh.building.gateways.GatewayPorts;
import io.limpet.mesh.building.gateways.GatewayServers;
import io.limpet.mesh.building.gateways.GatewayServers.Skipped;
import io.limpet.mesh.building.listeners.AutoPassthrough;
import io.limpet.mesh.building.listeners.ListenerBuilder;
import io.limpet.mesh.building.listeners.SecretBuilder;
import io.limpet.mesh.building.listeners.TcpBuilder;
import io.limpet.mesh.building.policies.Backends;
import io.limpet.mesh.building.policies.Policies;
import io.limpet.mesh.building.resources.Refused;
import io.limpet.mesh.building.resources.ResourceStore;
import io.limpet.mesh.building.resources.SliceIndex;
import io.limpet.mesh.building.resources.Topology;
import io.limpet.mesh.building.routes.ForwardBuilder;
import io.limpet.mesh.building.routes.HostBuilder;
import io.limpet.mesh.building.routes.RouteBuilder;
import io.limpet.mesh.building.rules.DestinationRules;
import io.limpet.mesh.building.services.MeshService;
import io.limpet.mesh.building.services.ServiceIndex;
import io.limpet.mesh.security.KeySets;
import io.limpet.mesh.security.Security;
import io.limpet.model.Change;
import io.limpet.model.KeySource;
import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.Resource;
import io.limpet.model.ResourceId;
import io.limpet.model.fields.Findings;
import io.limpet.model.istio.ConfigMap;
import io.limpet.model.istio.EnvoyFilter;
import io.limpet.model.istio.MeshConfig;
import io.limpet.model.istio.ProxyConfig;
import io.limpet.model.istio.ProxyConfigReader;
import io.limpet.model.istio.WorkloadEntry;
import io.limpet.model.kubernetes.Deployment;
import io.limpet.model.kubernetes.EndpointSlice;
import io.limpet.model.kubernetes.Namespace;
import io.limpet.model.kubernetes.Pod;
import io.limpet.model.kubernetes.StatefulSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Keeps the resources, and makes snapshots of what they mean for one gateway. Only the
/// configuration thread may use it.
///
/// A change of endpoints computes the endpoints of its service anew, and no more; any other
/// change computes everything that does not depend on endpoints. Whatever comes out equal to what
/// was there keeps its identity, so readers of a [Snapshot] can tell by identity what changed.
public final class MeshBuilder {
  private final MeshOptions given;
  private final GatewayProxy proxy;
  private final Refused refused = new Refused();
  private final ResourceStore store = new ResourceStore(refused);
  private MeshOptions options;
  private EndpointBuilder endpoints;

  private final ServiceClusters services = new ServiceClusters();

  /// The services (`namespace/name`) whose endpoints may be others now.
  private final Set<String> changedServices = new HashSet<>();

  private final Map<KeySource, String> keys = new HashMap<>();
  private boolean everythingChanged = true;
  private boolean endpointsChanged;
  private Snapshot last = Snapshot.EMPTY;

  public MeshBuilder(GatewayProxy proxy, MeshOptions options) {
    this.proxy = proxy;
    this.given = options;
    this.options = options;
    this.endpoints = new EndpointBuilder(options, store);
  }

  /// Takes a change in; what it means is computed by the next [#build].
  public void apply(Change change) {
    switch (change) {
      case Change.Put(Resource resource, _) -> changed(resource, store.put(resource));
      case Change.Delete(ResourceId id) ->
          store.remove(id).ifPresent(old -> changed(old, Optional.empty()));
      case Change.Problems said -> {
        if (options.compatIstio()) {
          everythingChanged |= refused.saidOf(said);
          endpointsChanged |= everythingChanged;
        }
      }
      case Change.KeySet(KeySource source, String jwks) ->
          everythingChanged |= !jwks.equals(keys.put(source, jwks));
      case Change.Synced _ -> {}
    }
  }

  private void changed(Resource resource, Optional<Resource> old) {
    switch (resource) {
      case EndpointSlice slice -> {
        endpoints.forget(slice.id());
        changedServices.add(SliceIndex.serviceOf(slice));
        old.ifPresent(before -> changedServices.add(SliceIndex.serviceOf((EndpointSlice) before)));
      }
      case Pod pod -> {
        if (old.isEmpty() || !samePlace(pod, (Pod) old.get())) {
          behind(pod);
          old.ifPresent(before -> behind((Pod) before));
          everythingChanged |= pod.metadata().namespace().equals(proxy.namespace());
        }
      }
      case WorkloadEntry entry -> {
        changedServices.addAll(store.servicesOf(entry));
        old.ifPresent(before -> changedServices.addAll(store.servicesOf((WorkloadEntry) before)));
      }
      case Deployment _, StatefulSet _ -> {} // nothing here depends on them
      case Namespace namespace ->
          everythingChanged |=
              old.isEmpty() || !sameLabels(namespace.metadata(), old.get().metadata());
      case ConfigMap config ->
          everythingChanged |= isOfMesh(config) || hasAuthorities(config, old.orElse(config));
      default -> {
        everythingChanged = true;
        endpointsChanged |= resource.kind() == Kind.NODE;
      }
    }
  }

  private void behind(Pod pod) {
    store.slicesOf(pod).forEach(endpoints::forget);
    changedServices.addAll(store.servicesOf(pod));
  }

  private static boolean hasAuthorities(ConfigMap config, Resource old) {
    return !config.authorities().isEmpty()
        || (old instanceof ConfigMap before && !before.authorities().isEmpty());
  }

  private boolean isOfMesh(ConfigMap config) {
    return config.metadata().namespace().equals(given.istioNamespace())
        && config.metadata().name().equals(ConfigMap.NAME);
  }

  /// Whether the endpoints of both pods are described alike.
  private static boolean samePlace(Pod pod, Pod old) {
    return pod.metadata().labels().equals(old.metadata().labels())
        && Objects.equals(pod.metadata().controller(), old.metadata().controller())
        && proxyConfig(pod).equals(proxyConfig(old))
        && pod.spec().node().equals(old.spec().node())
        && pod.spec().serviceAccount().equals(old.spec().serviceAccount())
        && pod.status().phase() == old.status().phase()
        && pod.status().ready() == old.status().ready()
        && pod.status().addresses().equals(old.status().addresses());
  }

  private static String proxyConfig(Pod pod) {
    return pod.metadata().annotations().getOrDefault(ProxyConfigReader.ANNOTATION, "");
  }

  /// All resources now known.
  public List<Resource> resources() {
    return store.all();
  }

  /// What the resources mean now; the same object as before if nothing changed.
  public Snapshot build() {
    if (!everythingChanged && changedServices.isEmpty()) {
      return last;
    }
    boolean endpointsOnly = !everythingChanged && services.refresh(changedServices, endpoints);
    if (!endpointsOnly) {
      settle();
    }
    Snapshot next = endpointsOnly ? buildEndpoints() : buildAll();
    changedServices.clear();
    everythingChanged = false;
    endpointsChanged = false;
    last = next;
    return next;
  }

  /// The settings of the mesh as they are now; other ones touch endpoints too.
  private void settle() {
    MeshOptions now =
        given.mesh() == null
            ? given.withMeshConfig(store.meshConfig(given.istioNamespace()))
            : given;
    endpointsChanged |= store.see(now.meshConfig().discoverySelectors(), given.istioNamespace());
    now = now.withMeshConfig(forProxy(now.meshConfig()));
    if (!now.equals(options)) {
      options = now;
      endpoints = new EndpointBuilder(options, store);
      endpointsChanged = true;
    }
  }

  /// The gateway's Pod may say more of its listeners; what is wrong there, the analysis tells.
  private MeshConfig forProxy(MeshConfig mesh) {
    return GatewayPorts.pod(proxy, store)
        .map(pod -> ProxyConfigReader.ofPod(pod.metadata(), new Findings("")))
        .filter(own -> !own.equals(ProxyConfig.NONE))
        .map(own -> mesh.with(own.over(mesh.defaultConfig())))
        .orElse(mesh);
  }

  private static boolean sameLabels(Metadata one, Metadata other) {
    return one.labels().equals(other.labels()) && one.annotations().equals(other.annotations());
  }

  private Snapshot buildAll() {
    endpoints.forgetAll();
    List<Resource> converted = GatewayApiResources.convert(store::asWritten, options).resources();
    store.derive(converted);
    List<Resource> inOrder = new ArrayList<>(store.byAge(Kind.NAMESPACE));
    inOrder.addAll(store.byAge(Kind.SERVICE));
    inOrder.addAll(store.byAge(Kind.SERVICE_ENTRY));
    ServiceIndex index = new ServiceIndex(inOrder, options, proxy.namespace());
    index.pin(GatewayApiResources.sessions(converted));
    DestinationRules rules =
        new DestinationRules(store.byAge(Kind.DESTINATION_RULE), proxy, options);
    GatewayPorts ports = new GatewayPorts(proxy, options, store);
    GatewayServers.Merged servers = GatewayServers.merged(ports, options);
    List<MeshService> visible = index.visibleTo(proxy.namespace());
    RouteBuilder routes =
        new RouteBuilder(options, proxy, new ForwardBuilder(options, proxy, index, rules));
    HostBuilder hosts = new HostBuilder(options, proxy, routes, store);
    services.build(
        options.on(Feature.PILOT_FILTER_GATEWAY_CLUSTER_CONFIG)
            ? new UsedServices(hosts.services(), servers.gateways(), options.domain())
                .with(new Backends(index).hosts(options.meshConfig()))
                .of(visible)
            : visible,
        new ClusterBuilder(options, rules),
        new PassthroughClusters(options, AutoPassthrough.hosts(servers.groups())),
        endpoints,
        new ServiceClusters.Changes(changedServices, endpointsChanged, where(ports)));

    Policies policies = new Policies(proxy, options, store);
    Security security = policies.security(new KeySets(keys, options.compatIstio()), index);
    Reporting reporting = policies.reporting(index);
    ListenerBuilder.Built built =
        new ListenerBuilder(
                options,
                proxy,
                new TcpBuilder(options, proxy, index, rules, hosts.services()),
                new AutoPassthrough(options, rules, visible))
            .build(servers.groups());
    TreeMap<String, Listener> listeners = new TreeMap<>();
    for (Listener each : built.listeners()) {
      Listener listener = each.with(security, reporting);
      listeners.put(each.name(), kept(last.listeners().get(each.name()), listener));
    }
    List<GatewayServers.Skipped> skipped = new ArrayList<>(servers.skipped());
    skipped.addAll(built.skipped());
    return new Snapshot(
        last.version() + 1,
        options,
        kept(last.patches(), patches()),
        listeners,
        tables(built.listeners(), servers, hosts),
        services.clusters(),
        services.groups(),
        secrets(built.listeners()),
        skipped.stream().map(Skipped::server).distinct().toList());
  }

  private EnvoyPatches patches() {
    return new EnvoyFilters(proxy, options)
        .patches(store.byAge(Kind.ENVOY_FILTER).stream().map(EnvoyFilter.class::cast).toList());
  }

  /// The tables that the listeners name.
  private NavigableMap<String, RouteTable> tables(
      List<Listener> listeners, GatewayServers.Merged servers, HostBuilder hosts) {
    TreeMap<String, RouteTable> tables = new TreeMap<>();
    for (Listener listener : listeners) {
      for (FilterChain chain : listener.chains()) {
        if (chain.service() instanceof FilterChain.Http http) {
          RouteTable table =
              hosts.table(
                  http.routes(), Objects.requireNonNull(servers.byRoutes().get(http.routes())));
          tables.put(table.name(), Sharing.table(last.routes().get(table.name()), table));
        }
      }
    }
    return tables;
  }

  /// The secrets that the listeners and the clusters name, as far as they are there.
  private NavigableMap<String, Secret> secrets(List<Listener> listeners) {
    List<Resource> sources = new ArrayList<>(store.byAge(Kind.SECRET));
    sources.addAll(store.byAge(Kind.CONFIG_MAP));
    SecretBuilder builder = new SecretBuilder(proxy, sources);
    TreeMap<String, Secret> secrets = new TreeMap<>();
    Stream.concat(
            listeners.stream().flatMap(each -> each.secretNames().stream()),
            services.clusters().values().stream().flatMap(each -> secretNames(each.tls())))
        .flatMap(name -> builder.secret(name).stream())
        .forEach(
            secret -> secrets.put(secret.name(), kept(last.secrets().get(secret.name()), secret)));
    return secrets;
  }

  private static Stream<String> secretNames(@Nullable UpstreamTls tls) {
    List<UpstreamTls.SecretName> names = new ArrayList<>();
    if (tls != null && tls.certificate() instanceof UpstreamTls.Certificate.Secret(var name)) {
      names.add(name);
    }
    if (tls != null && tls.trust() instanceof UpstreamTls.Trust.Secret(var name, _)) {
      names.add(name);
    }
    return names.stream().filter(each -> !each.ofAgent()).map(UpstreamTls.SecretName::name);
  }

  private static <T> T kept(@Nullable T old, T now) {
    return old != null && old.equals(now) ? old : now;
  }

  /// The gateway's own Node and locality, by its Pod where the options do not say.
  private Where where(GatewayPorts ports) {
    Optional<Pod> pod = ports.pod();
    Locality locality = proxy.locality();
    Topology topology = new Topology(store);
    if (locality == null) {
      locality = pod.map(topology::locality).orElse(Locality.UNKNOWN);
    }
    String node = pod.map(each -> each.spec().node()).orElse("");
    return new Where(locality, node, topology.labels(proxy.labels(), locality, node));
  }

  private Snapshot buildEndpoints() {
    return new Snapshot(
        last.version() + 1,
        options,
        last.patches(),
        last.listeners(),
        last.routes(),
        last.clusters(),
        services.groups(),
        last.secrets(),
        last.skipped());
  }
}
