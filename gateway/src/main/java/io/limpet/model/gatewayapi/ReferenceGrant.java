package io.limpet.model.gatewayapi;

import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.Resource;
import java.util.List;

/// Who of other namespaces may name resources of this one.
public record ReferenceGrant(Metadata metadata, Origin origin, List<From> from, List<To> to)
    implements Resource {
  public ReferenceGrant {
    from = List.copyOf(from);
    to = List.copyOf(to);
  }

  @Override
  public Kind kind() {
    return Kind.REFERENCE_GRANT;
  }

  public record From(String group, String kind, String namespace) {}

  /// An empty name is every one.
  public record To(String group, String kind, String name) {}
}
