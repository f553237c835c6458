package io.limpet.mesh;

import io.limpet.mesh.ClusterBuilder.Built;
import io.limpet.mesh.EndpointBuilder.Where;
import io.limpet.mesh.GatewayServers.Place;
import io.limpet.model.Change;
import io.limpet.model.Kind;
import io.limpet.model.Resource;
import io.limpet.model.ResourceId;
import io.limpet.model.istio.ConfigMap;
import io.limpet.model.kubernetes.Deployment;
import io.limpet.model.kubernetes.EndpointSlice;
import io.limpet.model.kubernetes.Namespace;
import io.limpet.model.kubernetes.Pod;
import io.limpet.model.kubernetes.StatefulSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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

  /// Service host → its clusters, as of the last build.
  private final Map<String, ServiceClusters> services = new LinkedHashMap<>();

  private final Set<String> changedSlices = new HashSet<>();
  private final Set<String> changedPods = new HashSet<>();
  private boolean everythingChanged = true;
  private boolean endpointsChanged;
  private Snapshot last = Snapshot.EMPTY;
  private Where where = new Where(Locality.UNKNOWN, "");
  private final TreeMap<String, EndpointGroup> groups = new TreeMap<>();

  private record ServiceClusters(MeshService service, List<Built> clusters) {}

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
      case Change.Synced _ -> {}
    }
  }

  private void changed(Resource resource, Optional<Resource> old) {
    switch (resource) {
      case EndpointSlice slice -> {
        changedSlices.add(ResourceStore.serviceOf(slice));
        old.ifPresent(before -> changedSlices.add(ResourceStore.serviceOf((EndpointSlice) before)));
      }
      case Pod pod -> {
        if (old.isEmpty() || !samePlace(pod, (Pod) old.get())) {
          changedPods.add(ResourceStore.key(pod.metadata().namespace(), pod.metadata().name()));
          everythingChanged |= pod.metadata().namespace().equals(proxy.namespace());
        }
      }
      case Deployment _, StatefulSet _, Namespace _ -> {} // nothing here depends on them
      case ConfigMap config -> everythingChanged |= isOfMesh(config);
      default -> {
        everythingChanged = true;
        endpointsChanged |= resource.kind() == Kind.NODE;
      }
    }
  }

  private boolean isOfMesh(ConfigMap config) {
    return config.metadata().namespace().equals(given.istioNamespace())
        && config.metadata().name().equals(ConfigMap.NAME);
  }

  /// Whether the endpoints of both pods are described alike.
  private static boolean samePlace(Pod pod, Pod old) {
    return pod.metadata().labels().equals(old.metadata().labels())
        && pod.spec().node().equals(old.spec().node())
        && pod.status().addresses().equals(old.status().addresses());
  }

  /// All resources now known.
  public List<Resource> resources() {
    return store.all();
  }

  /// What the resources mean now; the same object as before if nothing changed.
  public Snapshot build() {
    if (!everythingChanged && changedSlices.isEmpty() && changedPods.isEmpty()) {
      return last;
    }
    addServicesOfPods();
    if (everythingChanged) {
      settle();
    }
    Snapshot next = everythingChanged ? buildAll() : buildEndpoints();
    changedSlices.clear();
    changedPods.clear();
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
    if (!now.equals(options)) {
      options = now;
      endpoints = new EndpointBuilder(options, store);
      endpointsChanged = true;
    }
  }

  private void addServicesOfPods() {
    if (changedPods.isEmpty()) {
      return;
    }
    for (EndpointSlice slice : store.allSlices()) {
      for (EndpointSlice.Endpoint endpoint : slice.endpoints()) {
        if (mayBe(slice, endpoint)) {
          changedSlices.add(ResourceStore.serviceOf(slice));
          break;
        }
      }
    }
  }

  /// Whether one of the changed pods may be behind the endpoint. One without a target is looked up
  /// by its address.
  private boolean mayBe(EndpointSlice slice, EndpointSlice.Endpoint endpoint) {
    EndpointSlice.Target target = endpoint.target();
    String own = slice.metadata().namespace();
    if (target == null) {
      return changedPods.stream().anyMatch(pod -> pod.startsWith(own + "/"));
    }
    String namespace = target.namespace().isEmpty() ? own : target.namespace();
    return changedPods.contains(ResourceStore.key(namespace, target.name()));
  }

  private Snapshot buildAll() {
    List<Resource> inOrder = new ArrayList<>(store.byAge(Kind.SERVICE));
    inOrder.addAll(store.byAge(Kind.SERVICE_ENTRY));
    ServiceIndex index = new ServiceIndex(inOrder, options);
    DestinationRules rules =
        new DestinationRules(store.byAge(Kind.DESTINATION_RULE), proxy, options);
    GatewayServers servers = new GatewayServers(proxy, options, store);
    NavigableMap<String, Cluster> clusters = clusters(index, rules, where(servers));

    RouteBuilder routes =
        new RouteBuilder(options, proxy, new ForwardBuilder(options, proxy, index, rules));
    HostBuilder hosts = new HostBuilder(options, proxy, routes, store);
    TreeMap<String, Listener> listeners = new TreeMap<>();
    TreeMap<String, RouteTable> tables = new TreeMap<>();
    servers
        .byPlace()
        .forEach(
            (place, bound) -> {
              Listener listener = listener(place);
              listeners.put(listener.name(), kept(last.listeners().get(listener.name()), listener));
              RouteTable table = hosts.table(place, bound);
              tables.put(table.name(), Sharing.table(last.routes().get(table.name()), table));
            });
    return new Snapshot(
        last.version() + 1, options, listeners, tables, clusters, groups, new TreeMap<>());
  }

  private Listener listener(Place place) {
    FilterChain chain =
        new FilterChain(
            FilterChain.Match.ANY, null, new FilterChain.Http(place.routes(), "", false));
    return new Listener(place.address(), place.port(), proxy.namespace(), List.of(chain));
  }

  private static <T> T kept(@Nullable T old, T now) {
    return old != null && old.equals(now) ? old : now;
  }

  /// The gateway's own Node and locality, by its Pod where the options do not say.
  private Where where(GatewayServers servers) {
    Optional<Pod> pod = servers.pod();
    Locality locality = proxy.locality();
    if (locality == null) {
      Workloads workloads = new Workloads(store);
      locality = pod.map(workloads::locality).orElse(Locality.UNKNOWN);
    }
    return new Where(locality, pod.map(each -> each.spec().node()).orElse(""));
  }

  private NavigableMap<String, Cluster> clusters(
      ServiceIndex index, DestinationRules rules, Where now) {
    ClusterBuilder builder = new ClusterBuilder(options, rules);
    boolean moved = endpointsChanged || !now.equals(where);
    where = now;
    Map<String, ServiceClusters> before = new HashMap<>(services);
    services.clear();
    TreeMap<String, Cluster> clusters = new TreeMap<>();
    for (MeshService service : index.visibleTo(proxy.namespace())) {
      ServiceClusters built = new ServiceClusters(service, builder.clusters(service));
      services.put(service.host(), built);
      for (Built each : built.clusters()) {
        Cluster cluster = each.cluster();
        clusters.putIfAbsent(cluster.name(), kept(last.clusters().get(cluster.name()), cluster));
      }
      boolean same = built.equals(before.get(service.host()));
      if (moved || !same || changedSlices.contains(sliceKey(service))) {
        refresh(built);
      }
    }
    groups.keySet().retainAll(clusters.keySet());
    return clusters;
  }

  private static String sliceKey(MeshService service) {
    return ResourceStore.key(service.namespace(), service.name());
  }

  private Snapshot buildEndpoints() {
    for (ServiceClusters each : services.values()) {
      if (changedSlices.contains(sliceKey(each.service()))) {
        refresh(each);
      }
    }
    return new Snapshot(
        last.version() + 1,
        options,
        last.listeners(),
        last.routes(),
        last.clusters(),
        groups,
        last.secrets());
  }

  private void refresh(ServiceClusters service) {
    for (EndpointGroup group :
        endpoints.groups(service.service(), service.clusters(), this::sendsUnhealthy, where)) {
      groups.merge(group.cluster(), group, (old, now) -> kept(old, now));
    }
  }

  private boolean sendsUnhealthy(Built built) {
    Integer panic = built.cluster().panicPercent();
    return options.on(Feature.PILOT_SEND_UNHEALTHY_ENDPOINTS)
        || (options.sendsUnhealthy() && (panic == null || panic == 0));
  }
}
