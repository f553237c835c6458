package io.limpet.mesh;

import io.limpet.mesh.ClusterBuilder.Built;
import io.limpet.mesh.EndpointGroup.Endpoint;
import io.limpet.mesh.EndpointGroup.Health;
import io.limpet.mesh.EndpointGroup.InLocality;
import io.limpet.model.istio.ServiceEntry;
import io.limpet.model.kubernetes.EndpointSlice;
import io.limpet.model.kubernetes.Pod;
import io.limpet.model.kubernetes.Protocol;
import io.limpet.model.kubernetes.Service;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The endpoints of a service's clusters (`xds/endpoints/endpoint_builder.go` and
/// `kube/controller/endpointslice.go` in Istio's pilot).
final class EndpointBuilder {
  private final MeshOptions options;
  private final ResourceStore store;
  private final Workloads workloads;

  /// One address and port before any cluster asks for it.
  private record Instance(
      String portName, Endpoint endpoint, Locality locality, Map<String, String> labels) {}

  EndpointBuilder(MeshOptions options, ResourceStore store) {
    this.options = options;
    this.store = store;
    this.workloads = new Workloads(store);
  }

  /// The group of each cluster of `service`; `unhealthy` says which clusters want to know of
  /// endpoints that are not ready.
  List<EndpointGroup> groups(
      MeshService service, List<Built> clusters, Function<Built, Boolean> unhealthy, Where where) {
    List<EndpointGroup> groups = new ArrayList<>();
    for (Built built : clusters) {
      List<Instance> instances =
          service.resource() instanceof ServiceEntry entry
              ? ofEntry(entry, built.port())
              : ofSlices(service, where);
      List<Instance> wanted =
          instances.stream()
              .filter(each -> each.portName().equals(built.port().name()))
              .filter(each -> each.labels().entrySet().containsAll(built.labels().entrySet()))
              .filter(
                  each -> each.endpoint().health() != Health.UNHEALTHY || unhealthy.apply(built))
              .toList();
      groups.add(
          new EndpointGroup(
              built.cluster().name(), built.locality().apply(byLocality(wanted), where.locality)));
    }
    return groups;
  }

  /// Where the gateway runs.
  record Where(Locality locality, String node) {}

  private static List<InLocality> byLocality(List<Instance> instances) {
    Map<Locality, List<Endpoint>> byLocality = new TreeMap<>();
    for (Instance each : instances) {
      byLocality.computeIfAbsent(each.locality(), _ -> new ArrayList<>()).add(each.endpoint());
    }
    List<InLocality> groups = new ArrayList<>();
    byLocality.forEach(
        (locality, endpoints) -> {
          int weight = endpoints.stream().mapToInt(Endpoint::weight).sum();
          groups.add(new InLocality(locality, 0, weight, endpoints));
        });
    return groups;
  }

  private List<Instance> ofSlices(MeshService service, Where where) {
    List<Instance> instances = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (EndpointSlice slice : store.slices(service.namespace(), service.name())) {
      if (slice.addressType() == EndpointSlice.AddressType.FQDN) {
        continue;
      }
      for (EndpointSlice.Endpoint endpoint : slice.endpoints()) {
        if (isHere(service, endpoint, where)) {
          add(instances, seen, new Found(service, slice, endpoint));
        }
      }
    }
    return instances;
  }

  /// `internalTrafficPolicy: Local` keeps requests on the gateway's own node.
  private static boolean isHere(MeshService service, EndpointSlice.Endpoint endpoint, Where where) {
    return !(service.resource() instanceof Service kubernetes)
        || kubernetes.internalTrafficPolicy() != Service.InternalTrafficPolicy.LOCAL
        || where.node.isEmpty()
        || endpoint.node().equals(where.node);
  }

  private record Found(MeshService service, EndpointSlice slice, EndpointSlice.Endpoint endpoint) {}

  /// An endpoint that is in two slices counts once, as in Istio's cache.
  private void add(List<Instance> instances, Set<String> seen, Found found) {
    for (String address : found.endpoint().addresses()) {
      Optional<Pod> pod = workloads.pod(found.slice(), found.endpoint(), address);
      if (pod.isEmpty() && waitsForPod(found.endpoint())) {
        continue;
      }
      if (options.compatIstio() && isLoopback(address)) {
        continue;
      }
      Health health = health(found.service(), found.endpoint().conditions(), pod.orElse(null));
      if (health == null) {
        continue;
      }
      for (EndpointSlice.Port port : found.slice().ports()) {
        if (port.protocol() == Protocol.TCP && seen.add(address + " " + port.name())) {
          instances.add(instance(address, port, health, pod));
        }
      }
    }
  }

  private Instance instance(
      String address, EndpointSlice.Port port, Health health, Optional<Pod> pod) {
    return new Instance(
        port.name(),
        new Endpoint(
            address, port.port(), health, 1, pod.map(Workloads::describe).orElse(";;;;Kubernetes")),
        pod.map(workloads::locality).orElse(Locality.UNKNOWN),
        pod.map(each -> each.metadata().labels()).orElse(Map.of()));
  }

  /// istiod leaves an endpoint out until it has seen its Pod.
  private boolean waitsForPod(EndpointSlice.Endpoint endpoint) {
    EndpointSlice.Target target = endpoint.target();
    return target != null && target.kind().equals("Pod") && !options.has(Fix.UNSEEN_POD);
  }

  /// A real API server refuses loopback addresses, so istiod never sees them.
  private static boolean isLoopback(String address) {
    return address.startsWith("127.") || address.equals("::1");
  }

  /// The health, or null for an endpoint that is not served at all.
  private @Nullable Health health(
      MeshService service, EndpointSlice.Conditions conditions, @Nullable Pod pod) {
    Health health = health(service, conditions);
    boolean cordoned = pod != null && isDraining(pod.metadata().labels());
    if (health == null || (health == Health.UNHEALTHY && cordoned)) {
      return health;
    }
    return health == Health.DRAINING || cordoned ? draining(service) : health;
  }

  /// An empty `ready` is true. Of the other two, Istio's code takes empty for true; Kubernetes'
  /// documentation says: `serving` like `ready`, `terminating` false.
  private @Nullable Health health(MeshService service, EndpointSlice.Conditions conditions) {
    if (!Boolean.FALSE.equals(conditions.ready())) {
      return Health.HEALTHY;
    }
    boolean documented = options.has(Fix.UNWRITTEN_CONDITIONS);
    Boolean serving = conditions.serving();
    Boolean terminating = conditions.terminating();
    boolean serves = serving == null ? !documented : serving;
    boolean terminates = terminating == null ? !documented : terminating;
    if (serves && terminates && drains(service)) {
      return Health.DRAINING;
    }
    return terminates && options.istioVersion().atLeast(25) ? null : Health.UNHEALTHY;
  }

  private boolean drains(MeshService service) {
    boolean cookie = ClusterBuilder.isCookie(service.session());
    boolean header = service.session() instanceof SessionPolicy.Pinned && !cookie;
    return cookie
        || (header && (options.istioVersion().atLeast(24) || options.has(Fix.HEADER_DRAIN)));
  }

  private @Nullable Health draining(MeshService service) {
    boolean cookie = ClusterBuilder.isCookie(service.session());
    boolean header = service.session() instanceof SessionPolicy.Pinned && !cookie;
    return cookie || (header && options.has(Fix.HEADER_DRAIN)) ? Health.DRAINING : null;
  }

  private boolean isDraining(Map<String, String> labels) {
    return !labels.getOrDefault(options.text(Feature.PILOT_DRAINING_LABEL), "").isEmpty();
  }

  private List<Instance> ofEntry(ServiceEntry entry, MeshService.Port port) {
    List<Instance> instances = new ArrayList<>();
    for (int i = 0; i < entry.endpoints().size(); i++) {
      ServiceEntry.Endpoint endpoint = entry.endpoints().get(i);
      int number =
          endpoint
              .ports()
              .getOrDefault(port.name(), port.target() == 0 ? port.number() : port.target());
      Health health = isDraining(endpoint.labels()) ? Health.DRAINING : Health.UNKNOWN;
      int weight = Math.max(1, endpoint.weight());
      instances.add(
          new Instance(
              port.name(),
              new Endpoint(
                  endpoint.address(), number, health, weight, Workloads.describe(entry, i)),
              Locality.parse(endpoint.locality()),
              endpoint.labels()));
    }
    return instances;
  }
}
