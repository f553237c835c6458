package io.limpet.model.kubernetes;

import io.limpet.model.OrderedMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One container of a pod. `environment` has the variables with a literal value.
public record Container(
    String name,
    String image,
    List<Port> ports,
    Map<String, String> environment,
    @Nullable Probe readinessProbe) {
  public Container {
    ports = List.copyOf(ports);
    environment = OrderedMap.copyOf(environment);
  }

  public record Port(String name, int port, Protocol protocol) {}
}
