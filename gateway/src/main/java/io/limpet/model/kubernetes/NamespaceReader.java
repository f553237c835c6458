package io.limpet.model.kubernetes;

import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.fields.Fields;
import java.util.Set;

/// Reads a Namespace.
public final class NamespaceReader {
  private NamespaceReader() {}

  public static Namespace read(Fields document, Metadata metadata, Origin origin) {
    document.known(Set.of("spec"));
    return new Namespace(metadata, origin);
  }
}
