package io.limpet.mesh.building.clusters;

import io.limpet.mesh.Cluster;
import io.limpet.mesh.EndpointGroup;
import io.limpet.mesh.Kept;
import io.limpet.mesh.building.clusters.ClusterBuilder.Behind;
import io.limpet.mesh.building.clusters.ClusterBuilder.Built;
import io.limpet.mesh.building.instances.Accounts;
import io.limpet.mesh.building.instances.Instance;
import io.limpet.mesh.building.instances.ServiceInstances;
import io.limpet.mesh.building.instances.ServiceInstances.Where;
import io.limpet.mesh.building.resources.ResourceStore;
import io.limpet.mesh.building.services.MeshService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The clusters of all services as of the last build, and the groups of their endpoints. Whatever
/// comes out equal to what was there keeps its identity.
public final class ServiceClusters {
  /// Service host → its clusters.
  private Map<String, OfService> services = new LinkedHashMap<>();

  /// `namespace/name` → the hosts of the services that its resource defines.
  private final Map<String, List<String>> hosts = new HashMap<>();

  private final TreeMap<String, EndpointGroup> groups = new TreeMap<>();
  private NavigableMap<String, Cluster> clusters = new TreeMap<>();
  private Where where = Where.UNKNOWN;

  private record OfService(MeshService service, List<Built> clusters, boolean moving) {}

  /// The endpoints by the names of their clusters.
  public NavigableMap<String, EndpointGroup> groups() {
    return groups;
  }

  public NavigableMap<String, Cluster> clusters() {
    return clusters;
  }

  /// Makes all clusters anew, and the endpoints of those services whose clusters are not what they
  /// were, of those in `changed`, or of all where `moved`.
  public void build(
      List<MeshService> visible,
      ClusterBuilder builder,
      PassthroughClusters passthrough,
      ServiceInstances endpoints,
      Changes now) {
    boolean moved = now.all() || !now.where().equals(where);
    where = now.where();
    Map<String, OfService> before = services;
    services = new LinkedHashMap<>();
    hosts.clear();
    TreeMap<String, Cluster> next = new TreeMap<>();
    for (MeshService service : visible) {
      Looked behind = new Looked(service, endpoints);
      boolean moving = builder.dependOnEndpoints(service);
      List<Built> own = new ArrayList<>(builder.clusters(service, behind));
      own.addAll(passthrough.of(service, own));
      OfService made = new OfService(service, own, moving);
      services.put(service.host(), made);
      keys(service)
          .forEach(key -> hosts.computeIfAbsent(key, _ -> new ArrayList<>()).add(service.host()));
      for (Built each : made.clusters()) {
        Cluster cluster = each.cluster();
        next.putIfAbsent(cluster.name(), Kept.of(clusters.get(cluster.name()), cluster));
      }
      if (moved
          || !made.equals(before.get(service.host()))
          || keys(service).stream().anyMatch(now.services()::contains)) {
        refresh(made, behind);
      }
    }
    clusters = next;
    groups.keySet().retainAll(withGroups());
  }

  /// What is different from the last time: the services (`namespace/name` of the resources that
  /// define them) whose endpoints are, or all, and where the gateway is now.
  public record Changes(Set<String> services, boolean all, Where where) {}

  private Set<String> withGroups() {
    Set<String> names = new HashSet<>();
    clusters.forEach(
        (name, cluster) -> {
          if (cluster.discovery() instanceof Cluster.Discovery.Endpoints) {
            names.add(name);
          }
        });
    return names;
  }

  /// Makes the endpoints of these services anew; false where that is not enough, because clusters
  /// change with them.
  public boolean refresh(Set<String> changed, ServiceInstances endpoints) {
    List<OfService> meant =
        changed.stream()
            .flatMap(key -> hosts.getOrDefault(key, List.of()).stream())
            .distinct()
            .map(services::get)
            .toList();
    if (meant.stream().anyMatch(OfService::moving)) {
      return false;
    }
    meant.forEach(each -> refresh(each, new Looked(each.service(), endpoints)));
    return true;
  }

  private void refresh(OfService made, Looked behind) {
    for (Built built : made.clusters()) {
      if (built.cluster().discovery() instanceof Cluster.Discovery.Endpoints) {
        EndpointGroup group = behind.group(built);
        groups.merge(group.cluster(), group, Kept::of);
      }
    }
  }

  static List<String> keys(MeshService service) {
    List<String> keys = new ArrayList<>();
    keys.add(ResourceStore.key(service.namespace(), service.resource().metadata().name()));
    service
        .also()
        .forEach(each -> keys.add(ResourceStore.key(service.namespace(), each.metadata().name())));
    return keys;
  }

  /// Looks for a service's instances once, when something asks for them.
  private final class Looked implements Behind {
    private final MeshService service;
    private final ServiceInstances endpoints;
    private @Nullable List<Instance> instances; // configuration thread only

    Looked(MeshService service, ServiceInstances endpoints) {
      this.service = service;
      this.endpoints = endpoints;
    }

    private List<Instance> instances() {
      List<Instance> found = instances;
      if (found == null) {
        found = endpoints.instances(service, where);
        instances = found;
      }
      return found;
    }

    @Override
    public List<String> accounts() {
      return Accounts.of(service, instances());
    }

    @Override
    public EndpointGroup group(Built built) {
      return built.endpoints(instances(), where);
    }
  }
}
