package io.limpet.world.pods;

import java.time.Instant;

/// How a pod's program fares, as its status will say.
public record PodState(Container container, boolean ready, int restarts) {
  /// What the container is doing; the words are Kubernetes'.
  public sealed interface Container {}

  public record Waiting(String reason, String message) implements Container {}

  public record Running(Instant since) implements Container {}

  static PodState waiting(String reason, String message, int restarts) {
    return new PodState(new Waiting(reason, message), false, restarts);
  }
}
