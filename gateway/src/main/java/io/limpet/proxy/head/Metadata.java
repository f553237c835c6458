package io.limpet.proxy.head;

import io.limpet.jwt.Json;
import io.limpet.jwt.Json.Fields;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What filters found out of a request, each under its own name, for later ones and for routes
/// (Envoy: dynamic metadata).
public record Metadata(Map<String, Fields> byFilter) {
  public static final Metadata NONE = new Metadata(Map.of());

  public Metadata {
    byFilter = Map.copyOf(byFilter);
  }

  /// What stands there, or null if nothing does.
  public @Nullable Json find(String filter, List<String> path) {
    @Nullable Json found = byFilter.get(filter);
    for (int i = 0; i < path.size() && found != null; i++) {
      found = found instanceof Fields fields ? fields.get(path.get(i)) : null;
    }
    return found;
  }
}
