package io.limpet.model.kubernetes;

import java.util.List;

/// What a pod is to run.
public record PodSpec(
    String node,
    String serviceAccount,
    List<Container> containers,
    int terminationGracePeriodSeconds) {
  public PodSpec {
    containers = List.copyOf(containers);
  }
}
