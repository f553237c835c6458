package io.limpet.model;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The parts of Kubernetes' ObjectMeta that mean something here. `createdAt` is [Instant#EPOCH]
/// where none is written. `controller` is what made the object under a generated name, null where
/// nothing did.
public record Metadata(
    String namespace,
    String name,
    String uid,
    Instant createdAt,
    Map<String, String> labels,
    Map<String, String> annotations,
    @Nullable Controller controller) {
  public Metadata {
    labels = OrderedMap.copyOf(labels);
    annotations = OrderedMap.copyOf(annotations);
  }

  /// Of an object that somebody named.
  public Metadata(
      String namespace,
      String name,
      String uid,
      Instant createdAt,
      Map<String, String> labels,
      Map<String, String> annotations) {
    this(namespace, name, uid, createdAt, labels, annotations, null);
  }

  /// The owner that counts, by its kind and name.
  public record Controller(String kind, String name) {}
}
