package io.limpet.model.kubernetes;

import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.Resource;

/// A machine; its labels say the region and zone of the endpoints on it.
public record Node(Metadata metadata, Origin origin) implements Resource {
  @Override
  public Kind kind() {
    return Kind.NODE;
  }
}
