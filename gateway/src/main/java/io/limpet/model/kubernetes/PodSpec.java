package io.limpet.model.kubernetes;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a pod is to run. `sidecars` are the init containers that go on running beside the others.
public record PodSpec(
    String node,
    String serviceAccount,
    List<Container> containers,
    List<Container> sidecars,
    int terminationGracePeriodSeconds) {
  public PodSpec {
    containers = List.copyOf(containers);
    sidecars = List.copyOf(sidecars);
  }

  /// The number of the port of that name. The first that has it counts, and containers count
  /// before sidecars (Kubernetes' `FindPort`).
  public Optional<Integer> port(String name, Protocol protocol) {
    return Stream.concat(containers.stream(), sidecars.stream())
        .flatMap(container -> container.ports().stream())
        .filter(each -> each.name().equals(name) && each.protocol() == protocol)
        .findFirst()
        .map(Container.Port::port);
  }
}
