package io.limpet.mesh.building.clusters;

import io.limpet.mesh.EndpointGroup;
import io.limpet.mesh.Locality;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.building.clusters.ClusterBuilder.Built;
import io.limpet.mesh.building.resources.ResourceStore;
import io.limpet.mesh.building.services.MeshService;
import io.limpet.model.ResourceId;
import io.limpet.model.istio.ServiceEntry;
import io.limpet.model.kubernetes.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The endpoints of a service's clusters (`xds/endpoints/endpoint_builder.go` in Istio's pilot).
public final class EndpointBuilder {
  private final SliceInstances slices;
  private final EntryInstances entries;

  public EndpointBuilder(MeshOptions options, ResourceStore store) {
    this.slices = new SliceInstances(options, store);
    this.entries = new EntryInstances(options, store);
  }

  /// Where the gateway runs, and its labels with those of that place.
  public record Where(Locality locality, String node, Map<String, String> labels) {
    static final Where UNKNOWN = new Where(Locality.UNKNOWN, "", Map.of());
  }

  /// The slice, or a pod that it names, is another than before.
  public void forget(ResourceId slice) {
    slices.forget(slice);
  }

  /// Something else than slices and pods is another than before.
  public void forgetAll() {
    slices.forgetAll();
  }

  /// All instances of a service, whatever registry they come from.
  List<Instance> instances(MeshService service, Where where) {
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

  /// Those of one cluster. It gets endpoints that are not ready where it wants to know of them.
  static EndpointGroup group(Built built, List<Instance> instances, Where where) {
    List<Instance> wanted = new ArrayList<>(instances.size());
    for (Instance each : instances) {
      if (each.portName().equals(built.port().name())
          && (each.ready() || built.sendsUnhealthy())
          && (built.labels().isEmpty()
              || each.labels().entrySet().containsAll(built.labels().entrySet()))) {
        wanted.add(each);
      }
    }
    return new EndpointGroup(built.cluster().name(), built.locality().apply(wanted, where));
  }
}
