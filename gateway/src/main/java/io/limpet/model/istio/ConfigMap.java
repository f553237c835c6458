package io.limpet.model.istio;

import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.OrderedMap;
import io.limpet.model.Origin;
import io.limpet.model.Resource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A ConfigMap, of which Limpet reads two things: in that called `istio`, the settings of the mesh,
/// which are null in every other and where nothing is written; and `authorities`, certificates in
/// PEM under the keys that Istio knows.
public record ConfigMap(
    Metadata metadata, Origin origin, @Nullable MeshConfig mesh, Map<String, String> authorities)
    implements Resource {
  public ConfigMap {
    authorities = OrderedMap.copyOf(authorities);
  }

  /// As Istio's installation calls it.
  public static final String NAME = "istio";

  @Override
  public Kind kind() {
    return Kind.CONFIG_MAP;
  }
}
