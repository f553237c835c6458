package io.limpet.mesh.building.instances;

import io.limpet.mesh.EndpointGroup.Endpoint;
import io.limpet.mesh.Locality;
import io.limpet.model.OrderedMap;
import java.util.Map;

/// One address and port of a service, before any cluster asks for it. `labels` are those of what
/// runs there, with its place; `account` is its identity in the mesh, empty for none. What is not
/// `ready` goes only to clusters that want to know of it.
public record Instance(
    String portName,
    Endpoint endpoint,
    boolean ready,
    Locality locality,
    Map<String, String> labels,
    String account) {
  public Instance {
    labels = OrderedMap.copyOf(labels);
  }
}
