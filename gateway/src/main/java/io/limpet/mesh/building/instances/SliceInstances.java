package io.limpet.mesh.building.instances;

import io.limpet.mesh.EndpointGroup.Endpoint;
import io.limpet.mesh.Fix;
import io.limpet.mesh.Locality;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.building.instances.EndpointHealth.Judged;
import io.limpet.mesh.building.instances.ServiceInstances.Where;
import io.limpet.mesh.building.resources.ResourceStore;
import io.limpet.mesh.building.resources.Topology;
import io.limpet.mesh.building.resources.Workloads;
import io.limpet.mesh.building.services.MeshService;
import io.limpet.model.ResourceId;
import io.limpet.model.kubernetes.EndpointSlice;
import io.limpet.model.kubernetes.Pod;
import io.limpet.model.kubernetes.Service;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The instances of a Kubernetes Service, from its EndpointSlices and Pods
/// (`kube/controller/endpointslice.go` in Istio's pilot).
///
/// What was made of a slice is kept: a Service of thousands of endpoints has a hundred slices, and
/// a pod that comes or goes changes one of them.
final class SliceInstances {
  private final MeshOptions options;
  private final ResourceStore store;
  private final Workloads workloads;
  private final Topology topology;
  private final EndpointHealth healths;
  private final Accounts accounts;

  /// Until [#forget] is told that the slice, or a pod that it names, is another.
  private final Map<ResourceId, Known> known = new HashMap<>();

  /// What was made of slices that were forgotten since the last time: most of it is made again, and
  /// all that follows shares what stayed.
  private final Map<ResourceId, List<Instance>> forgotten = new HashMap<>();

  /// Of the slices in `known`, by `namespace/name` of their service.
  private final Map<String, SliceAddresses> addresses = new HashMap<>();

  SliceInstances(MeshOptions options, ResourceStore store) {
    this.options = options;
    this.store = store;
    this.workloads = new Workloads(store);
    this.topology = new Topology(store);
    this.healths = new EndpointHealth(options);
    this.accounts = new Accounts(options);
  }

  private record Found(MeshService service, EndpointSlice slice, EndpointSlice.Endpoint endpoint) {}

  private record Known(MeshService service, List<Instance> instances) {}

  /// The slice is made anew when it is asked for next.
  void forget(ResourceId slice) {
    Known before = known.remove(slice);
    if (before != null) {
      addresses(before.service()).remove(before.instances());
      forgotten.put(slice, before.instances());
    }
  }

  /// Everything is made anew: something else than slices and pods has changed.
  void forgetAll() {
    known.clear();
    addresses.clear();
  }

  private SliceAddresses addresses(MeshService service) {
    return addresses.computeIfAbsent(
        ResourceStore.key(service.namespace(), service.name()), _ -> new SliceAddresses());
  }

  /// An endpoint that is in two slices counts once, as in Istio's cache.
  List<Instance> of(MeshService service, Where where) {
    List<List<Instance>> slices = new ArrayList<>();
    for (EndpointSlice slice : store.slices(service.namespace(), service.name())) {
      if (slice.addressType() != EndpointSlice.AddressType.FQDN && !slice.imported()) {
        slices.add(of(service, slice, where));
      }
    }
    forgotten.clear();
    List<Instance> instances = new ArrayList<>(slices.stream().mapToInt(List::size).sum());
    slices.forEach(instances::addAll);
    return addresses(service).distinct(instances);
  }

  @SuppressWarnings("ReferenceEquality") // another object may have other sessions
  private List<Instance> of(MeshService service, EndpointSlice slice, Where where) {
    Known found = known.get(slice.id());
    if (found != null && found.service() == service) {
      return found.instances();
    }
    forget(slice.id());
    List<Instance> instances = new ArrayList<>();
    for (EndpointSlice.Endpoint endpoint : slice.endpoints()) {
      add(instances, new Found(service, slice, endpoint), where);
    }
    Map<Instance, Instance> before = new HashMap<>();
    forgotten.getOrDefault(slice.id(), List.of()).forEach(each -> before.put(each, each));
    instances.replaceAll(each -> before.getOrDefault(each, each));
    addresses(service).add(instances);
    known.put(slice.id(), new Known(service, List.copyOf(instances)));
    return instances;
  }

  private void add(List<Instance> instances, Found found, Where where) {
    for (String address : found.endpoint().addresses()) {
      Optional<Pod> pod = workloads.pod(found.slice(), found.endpoint(), address);
      if ((pod.isEmpty() && waitsForPod(found.endpoint()))
          || (options.compatIstio() && isLoopback(address))
          || !isHere(found, pod, where)) {
        continue;
      }
      Judged judged = healths.of(found.service(), found.endpoint().conditions(), pod.orElse(null));
      if (judged == null) {
        continue;
      }
      for (EndpointSlice.Port port : found.slice().ports()) {
        instances.add(instance(address, port, judged, pod));
      }
    }
  }

  private Instance instance(
      String address, EndpointSlice.Port port, Judged judged, Optional<Pod> pod) {
    Locality locality = pod.map(topology::locality).orElse(Locality.UNKNOWN);
    Map<String, String> own = pod.map(each -> each.metadata().labels()).orElse(Map.of());
    String node = pod.map(each -> each.spec().node()).orElse("");
    return new Instance(
        port.name(),
        new Endpoint(
            address,
            port.port(),
            judged.health(),
            1,
            pod.map(Workloads::describe).orElse(";;;;Kubernetes")),
        judged.ready(),
        locality,
        topology.labels(own, locality, node),
        pod.map(accounts::of).orElse(""));
  }

  /// `internalTrafficPolicy: Local` keeps requests on the gateway's own node, by the node of the
  /// Pod.
  private boolean isHere(Found found, Optional<Pod> pod, Where where) {
    if (!(found.service().resource() instanceof Service kubernetes)
        || kubernetes.internalTrafficPolicy() != Service.InternalTrafficPolicy.LOCAL
        || (where.node().isEmpty() && !options.compatIstio())) {
      return true;
    }
    String node = pod.map(each -> each.spec().node()).orElse("");
    boolean unknown = node.isEmpty() && options.has(Fix.UNSEEN_POD);
    return (unknown ? found.endpoint().node() : node).equals(where.node());
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
}
