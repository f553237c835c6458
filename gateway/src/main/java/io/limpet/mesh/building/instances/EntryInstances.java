package io.limpet.mesh.building.instances;

import io.limpet.mesh.EndpointGroup.Endpoint;
import io.limpet.mesh.EndpointGroup.Health;
import io.limpet.mesh.Locality;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.building.resources.ResourceStore;
import io.limpet.mesh.building.resources.Topology;
import io.limpet.mesh.building.resources.Workloads;
import io.limpet.mesh.building.services.MeshService;
import io.limpet.mesh.building.services.MeshService.Port;
import io.limpet.mesh.building.services.MeshService.Resolution;
import io.limpet.model.Metadata;
import io.limpet.model.fields.Addresses;
import io.limpet.model.istio.ServiceEntry;
import io.limpet.model.istio.WorkloadEntry;
import io.limpet.model.kubernetes.Pod;
import io.limpet.model.kubernetes.PortReference;
import io.limpet.model.kubernetes.Protocol;
import io.limpet.model.kubernetes.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The instances of ServiceEntries: those they list, and the WorkloadEntries and Pods they select
/// (`serviceregistry/serviceentry/conversion.go` in Istio's pilot); and the WorkloadEntries that a
/// Kubernetes Service selects.
final class EntryInstances {
  private static final String UNIX = "unix://";

  private final ResourceStore store;
  private final Topology topology;
  private final EndpointHealth healths;
  private final Accounts accounts;

  EntryInstances(MeshOptions options, ResourceStore store) {
    this.store = store;
    this.topology = new Topology(store);
    this.healths = new EndpointHealth(options);
    this.accounts = new Accounts(options);
  }

  /// The number of a workload's port of that name.
  private interface Ports {
    Optional<Integer> number(String name);

    static Ports of(Map<String, Integer> ports) {
      return name -> Optional.ofNullable(ports.get(name));
    }
  }

  /// Something that runs somewhere, before any service selects it.
  private record Workload(
      String address,
      Ports ports,
      int weight,
      Health health,
      String description,
      Locality locality,
      Map<String, String> labels,
      String account) {}

  /// Those that one entry gives to a service.
  List<Instance> of(MeshService service, ServiceEntry entry) {
    List<Workload> workloads = new ArrayList<>();
    Metadata metadata = entry.metadata();
    for (int i = 0; i < entry.endpoints().size(); i++) {
      workloads.add(
          workload(entry.endpoints().get(i), metadata.name() + "-" + i, metadata.namespace()));
    }
    if (!entry.workloadSelector().isEmpty()) {
      workloads.addAll(selected(metadata.namespace(), entry.workloadSelector()));
    } else if (workloads.isEmpty() && isDns(service)) {
      workloads.add(named(service, metadata));
    }
    List<Instance> instances = new ArrayList<>();
    for (Workload each : workloads) {
      for (Port port : service.ports()) {
        add(instances, service, port.name(), each, number(each, port));
      }
    }
    return instances;
  }

  private static boolean isDns(MeshService service) {
    return service.resolution() == Resolution.DNS
        || service.resolution() == Resolution.DNS_ROUND_ROBIN;
  }

  /// The host itself, which a name server knows.
  private static Workload named(MeshService service, Metadata entry) {
    return new Workload(
        service.host(),
        _ -> Optional.empty(),
        1,
        Health.UNKNOWN,
        Workloads.describe(entry.name(), entry.namespace(), Map.of()),
        Locality.UNKNOWN,
        Map.of(),
        "");
  }

  /// The workload's own number for the name, else the entry's target, else the service's number.
  private static int number(Workload workload, Port port) {
    return workload
        .ports()
        .number(port.name())
        .orElse(port.target() == 0 ? port.number() : port.target());
  }

  private List<Workload> selected(String namespace, Map<String, String> selector) {
    List<Workload> workloads = new ArrayList<>();
    for (WorkloadEntry entry : store.workloadEntries(namespace)) {
      Workload workload = workload(entry);
      if (entry.healthy() && workload.labels().entrySet().containsAll(selector.entrySet())) {
        workloads.add(workload);
      }
    }
    for (Pod pod : store.pods(namespace)) {
      if (pod.metadata().labels().entrySet().containsAll(selector.entrySet()) && serves(pod)) {
        workloads.add(workload(pod));
      }
    }
    return workloads;
  }

  private static boolean serves(Pod pod) {
    return pod.status().ready()
        && pod.status().phase() == Pod.Phase.RUNNING
        && !pod.status().addresses().isEmpty();
  }

  private Workload workload(Pod pod) {
    Locality locality = topology.locality(pod);
    return new Workload(
        pod.status().addresses().getFirst(),
        name -> pod.spec().port(name, Protocol.TCP),
        1,
        Health.HEALTHY,
        Workloads.describe(pod),
        locality,
        topology.labels(pod.metadata().labels(), locality, pod.spec().node()),
        accounts.of(pod));
  }

  private Workload workload(WorkloadEntry entry) {
    return workload(entry.endpoint(), entry.metadata().name(), entry.metadata().namespace());
  }

  private Workload workload(ServiceEntry.Endpoint written, String name, String namespace) {
    Locality locality =
        written.locality().isEmpty()
            ? Topology.written(written.labels()).orElse(Locality.UNKNOWN)
            : Locality.parse(written.locality());
    return new Workload(
        written.address(),
        Ports.of(written.ports()),
        Math.max(1, written.weight()),
        Health.UNKNOWN,
        Workloads.describe(name, namespace, written.labels()),
        locality,
        topology.labels(written.labels(), locality, "", written.network()),
        accounts.of(namespace, written.serviceAccount()));
  }

  /// The WorkloadEntries that a Kubernetes Service selects beside its pods; a headless one selects
  /// none, and a host's name is no endpoint there.
  List<Instance> of(MeshService service, Service kubernetes) {
    List<Instance> instances = new ArrayList<>();
    if (kubernetes.selector().isEmpty() || kubernetes.headless()) {
      return instances;
    }
    for (WorkloadEntry entry : store.workloadEntries(service.namespace())) {
      Workload workload = workload(entry);
      if (entry.healthy()
          && Addresses.valid(workload.address())
          && workload.labels().entrySet().containsAll(kubernetes.selector().entrySet())) {
        for (Service.Port port : kubernetes.ports()) {
          add(instances, service, port.name(), workload, target(workload, port));
        }
      }
    }
    return instances;
  }

  /// The number at the workload, 0 for a name that it does not know.
  private static int target(Workload workload, Service.Port port) {
    return switch (port.target()) {
      case PortReference.Numbered(int number) ->
          workload.ports().number(port.name()).orElse(number);
      case PortReference.Named(String name) -> workload.ports().number(name).orElse(0);
    };
  }

  /// The address of a network that only its own gateways know is left out.
  private void add(
      List<Instance> instances, MeshService service, String port, Workload workload, int number) {
    boolean socket = workload.address().startsWith(UNIX);
    Health health = healths.of(service, workload.health(), workload.labels());
    if (health == null || workload.address().isEmpty() || (number == 0 && !socket)) {
      return;
    }
    if (!socket && !isDns(service) && !Addresses.valid(workload.address())) {
      return; // Envoy would refuse all endpoints for the one that is a name
    }
    String address = socket ? workload.address().substring(UNIX.length()) : workload.address();
    instances.add(
        new Instance(
            port,
            new Endpoint(
                address, socket ? 0 : number, health, workload.weight(), workload.description()),
            true,
            workload.locality(),
            workload.labels(),
            workload.account()));
  }
}
