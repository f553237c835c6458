package io.limpet.model;

import java.time.Instant;
import java.util.Map;

/// The parts of Kubernetes' ObjectMeta that mean something here. `createdAt` is [Instant#EPOCH]
/// where none is written.
public record Metadata(
    String namespace,
    String name,
    String uid,
    Instant createdAt,
    Map<String, String> labels,
    Map<String, String> annotations) {
  public Metadata {
    labels = OrderedMap.copyOf(labels);
    annotations = OrderedMap.copyOf(annotations);
  }
}
