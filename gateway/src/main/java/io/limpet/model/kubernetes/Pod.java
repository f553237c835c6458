package io.limpet.model.kubernetes;

import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.Resource;
import java.util.List;

/// A pod, and what its node says of it.
public record Pod(Metadata metadata, Origin origin, PodSpec spec, Status status)
    implements Resource {
  @Override
  public Kind kind() {
    return Kind.POD;
  }

  public enum Phase {
    PENDING("Pending"),
    RUNNING("Running"),
    SUCCEEDED("Succeeded"),
    FAILED("Failed"),
    UNKNOWN("Unknown");

    private final String text;

    Phase(String text) {
      this.text = text;
    }

    /// As written in a document.
    public String text() {
      return text;
    }
  }

  /// `addresses` begins with the pod's IP, and is empty before it has one. `ready` is the condition
  /// of that name.
  public record Status(Phase phase, List<String> addresses, boolean ready) {
    public Status {
      addresses = List.copyOf(addresses);
    }
  }
}
