package io.limpet.mesh.building.resources;

import io.limpet.model.Kind;
import io.limpet.model.Resource;
import io.limpet.model.ResourceId;
import io.limpet.model.istio.ConfigMap;
import io.limpet.model.istio.MeshConfig;
import io.limpet.model.istio.NamespaceSelector;
import io.limpet.model.istio.ServiceEntry;
import io.limpet.model.istio.WorkloadEntry;
import io.limpet.model.kubernetes.EndpointSlice;
import io.limpet.model.kubernetes.Node;
import io.limpet.model.kubernetes.Pod;
import io.limpet.model.kubernetes.Service;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// All resources now known, with the look-ups that endpoints need.
public final class ResourceStore {
  /// Istio's order wherever several resources compete: the oldest first, then by name.
  public static final Comparator<Resource> BY_AGE =
      Comparator.<Resource, java.time.Instant>comparing(each -> each.metadata().createdAt())
          .thenComparing(each -> each.metadata().name())
          .thenComparing(each -> each.metadata().namespace());

  private final Map<Kind, TreeMap<ResourceId, Resource>> byKind = new EnumMap<>(Kind.class);

  private final SliceIndex slices = new SliceIndex();

  /// `namespace/address` → its pods; there are several where they share their Node's network.
  private final Map<String, TreeMap<ResourceId, Pod>> podsByAddress = new HashMap<>();

  private final Refused refused;
  private SeenNamespaces seen = SeenNamespaces.ALL;
  private String network = "";

  /// Resources of Istio's kinds that stand for others.
  private List<Resource> derived = List.of();

  public ResourceStore(Refused refused) {
    this.refused = refused;
  }

  /// Those that the control plane is to know of.
  private <T extends Resource> Collection<T> real(Collection<T> resources) {
    return seen.of(refused.without(resources));
  }

  /// Sees the namespaces that these selectors choose from now on, and the network that a label of
  /// Istio's own says; whether those are others.
  public boolean see(List<NamespaceSelector> selectors, String istioNamespace) {
    TreeMap<ResourceId, Resource> known = byKind.get(Kind.NAMESPACE);
    Collection<Resource> namespaces = known == null ? List.of() : known.values();
    SeenNamespaces now = SeenNamespaces.of(namespaces, selectors);
    String own =
        namespaces.stream()
            .filter(each -> each.metadata().name().equals(istioNamespace))
            .map(each -> each.metadata().labels().getOrDefault(Topology.NETWORK, ""))
            .findFirst()
            .orElse("");
    boolean other = !now.equals(seen) || !own.equals(network);
    seen = now;
    network = own;
    return other;
  }

  /// The network of all that says no other.
  String network() {
    return network;
  }

  public static String key(String namespace, String name) {
    return namespace + "/" + name;
  }

  /// Takes a resource in, and gives the one whose place it takes.
  public Optional<Resource> put(Resource resource) {
    Optional<Resource> old = remove(resource.id());
    byKind.computeIfAbsent(resource.kind(), _ -> new TreeMap<>()).put(resource.id(), resource);
    if (resource instanceof EndpointSlice slice) {
      slices.add(slice);
    } else if (resource instanceof Pod pod) {
      for (String address : pod.status().addresses()) {
        podsByAddress
            .computeIfAbsent(key(pod.metadata().namespace(), address), _ -> new TreeMap<>())
            .put(pod.id(), pod);
      }
    }
    return old;
  }

  public Optional<Resource> remove(ResourceId id) {
    TreeMap<ResourceId, Resource> ofKind = byKind.get(id.kind());
    Resource old = ofKind == null ? null : ofKind.remove(id);
    if (old instanceof EndpointSlice slice) {
      slices.remove(slice);
    } else if (old instanceof Pod pod) {
      for (String address : pod.status().addresses()) {
        podsByAddress.computeIfPresent(
            key(pod.metadata().namespace(), address),
            (_, pods) -> {
              pods.remove(id);
              return pods.isEmpty() ? null : pods;
            });
      }
    }
    return Optional.ofNullable(old);
  }

  public Collection<EndpointSlice> slices(String namespace, String service) {
    return real(slices.of(key(namespace, service)));
  }

  public Collection<WorkloadEntry> workloadEntries(String namespace) {
    return real(ofNamespace(Kind.WORKLOAD_ENTRY, namespace, WorkloadEntry.class));
  }

  public Collection<Pod> pods(String namespace) {
    return real(ofNamespace(Kind.POD, namespace, Pod.class));
  }

  private <T extends Resource> List<T> ofNamespace(Kind kind, String namespace, Class<T> type) {
    TreeMap<ResourceId, Resource> ofKind = byKind.get(kind);
    return ofKind == null
        ? List.of()
        : ofKind
            .subMap(new ResourceId(kind, namespace, ""), new ResourceId(kind, namespace + " ", ""))
            .values()
            .stream()
            .map(type::cast)
            .toList();
  }

  /// The EndpointSlices that the pod may be in.
  public Set<ResourceId> slicesOf(Pod pod) {
    return slices.of(pod).keySet();
  }

  /// The services (`namespace/name` of what defines them) that the pod may be behind.
  public Set<String> servicesOf(Pod pod) {
    Set<String> services = new TreeSet<>(slices.of(pod).values());
    services.addAll(entriesFor(pod.metadata().namespace(), pod.metadata().labels()));
    return services;
  }

  public Set<String> servicesOf(WorkloadEntry entry) {
    String namespace = entry.metadata().namespace();
    Set<String> services = entriesFor(namespace, entry.endpoint().labels());
    for (Service service : ofNamespace(Kind.SERVICE, namespace, Service.class)) {
      if (entry.endpoint().labels().entrySet().containsAll(service.selector().entrySet())) {
        services.add(key(namespace, service.metadata().name()));
      }
    }
    return services;
  }

  private Set<String> entriesFor(String namespace, Map<String, String> labels) {
    Set<String> entries = new TreeSet<>();
    for (ServiceEntry entry : ofNamespace(Kind.SERVICE_ENTRY, namespace, ServiceEntry.class)) {
      if (labels.entrySet().containsAll(entry.workloadSelector().entrySet())) {
        entries.add(key(namespace, entry.metadata().name()));
      }
    }
    return entries;
  }

  Optional<Pod> pod(String namespace, String name) {
    return Optional.ofNullable((Pod) find(new ResourceId(Kind.POD, namespace, name)));
  }

  /// The first by name of those that have the address.
  Optional<Pod> podAt(String namespace, String address) {
    return Optional.ofNullable(podsByAddress.get(key(namespace, address)))
        .map(pods -> pods.firstEntry().getValue());
  }

  Optional<Node> node(String name) {
    return Optional.ofNullable((Node) find(new ResourceId(Kind.NODE, "", name)));
  }

  /// The settings of the mesh that the ConfigMap in istiod's namespace has.
  public MeshConfig meshConfig(String istioNamespace) {
    ConfigMap found =
        (ConfigMap) find(new ResourceId(Kind.CONFIG_MAP, istioNamespace, ConfigMap.NAME));
    return found == null || found.mesh() == null || refused.has(found)
        ? MeshConfig.DEFAULT
        : found.mesh();
  }

  private @Nullable Resource find(ResourceId id) {
    TreeMap<ResourceId, Resource> ofKind = byKind.get(id.kind());
    return ofKind == null ? null : ofKind.get(id);
  }

  /// Takes the place of what stood for other resources until now.
  public void derive(List<Resource> resources) {
    derived = List.copyOf(resources);
  }

  /// All of one kind, the oldest first, with those that stand for others among them.
  public List<Resource> byAge(Kind kind) {
    List<Resource> all = new ArrayList<>(asWritten(kind));
    derived.stream().filter(each -> each.kind() == kind).forEach(all::add);
    all.sort(BY_AGE);
    return all;
  }

  /// All of one kind that somebody wrote, the oldest first.
  public List<Resource> asWritten(Kind kind) {
    TreeMap<ResourceId, Resource> ofKind = byKind.get(kind);
    List<Resource> all =
        ofKind == null ? new ArrayList<>() : new ArrayList<>(real(ofKind.values()));
    all.sort(BY_AGE);
    return all;
  }

  public List<Resource> all() {
    return byKind.values().stream().flatMap(ofKind -> ofKind.values().stream()).toList();
  }
}
