package io.limpet.model.kubernetes;

import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.Resource;

/// A namespace; its annotations can set defaults for the Services in it.
public record Namespace(Metadata metadata, Origin origin) implements Resource {
  @Override
  public Kind kind() {
    return Kind.NAMESPACE;
  }
}
