package io.limpet.mesh.building.instances;

import io.limpet.mesh.Locality;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.building.resources.ResourceStore;
import io.limpet.mesh.building.services.MeshService;
import io.limpet.model.ResourceId;
import io.limpet.model.istio.ServiceEntry;
import io.limpet.model.kubernetes.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The instances of services, whatever registry they come from (`xds/endpoints/endpoint_builder.go`
/// in Istio's pilot).
public final class ServiceInstances {
  private final SliceInstances slices;
  private final EntryInstances entries;

  public ServiceInstances(MeshOptions options, ResourceStore store) {
    this.slices = new SliceInstances(options, store);
    this.entries = new EntryInstances(options, store);
  }

  /// Where the gateway runs, and its labels with those of that place.
  public record Where(Locality locality, String node, Map<String, String> labels) {
    public static final Where UNKNOWN = new Where(Locality.UNKNOWN, "", Map.of());
  }

  /// The slice, or a pod that it names, is another than before.
  public void forget(ResourceId slice) {
    slices.forget(slice);
  }

  /// Something else than slices and pods is another than before.
  public void forgetAll() {
    slices.forgetAll();
  }

  /// All of a service's instances, for any of its clusters.
  public List<Instance> instances(MeshService service, Where where) {
    List<Instance> instances =
        switch (service.resource()) {
          case Service kubernetes -> {
            List<Instance> found = slices.of(service, where);
            found.addAll(entries.of(service, kubernetes));
            yield found;
          }
          case ServiceEntry entry -> new ArrayList<>(entries.of(service, entry));
          default -> throw new IllegalStateException("no service: " + service.resource().id());
        };
    service.also().forEach(entry -> instances.addAll(entries.of(service, entry)));
    return instances;
  }
}
