package io.limpet.model.istio;

import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.Resource;
import org.jspecify.annotations.Nullable;

/// A ConfigMap, of which Limpet reads one: that called `istio`, where istiod has the settings of
/// the mesh. `mesh` is null in every other, and where nothing is written.
public record ConfigMap(Metadata metadata, Origin origin, @Nullable MeshConfig mesh)
    implements Resource {
  /// As Istio's installation calls it.
  public static final String NAME = "istio";

  @Override
  public Kind kind() {
    return Kind.CONFIG_MAP;
  }
}
