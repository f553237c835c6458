package io.limpet.model.kubernetes;

import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.fields.Fields;
import java.util.Set;

/// Reads a Node.
public final class NodeReader {
  private NodeReader() {}

  public static Node read(Fields document, Metadata metadata, Origin origin) {
    document.known(Set.of("spec"));
    return new Node(metadata, origin);
  }
}
