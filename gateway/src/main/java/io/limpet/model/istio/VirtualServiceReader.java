package io.limpet.model.istio;

import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.fields.Fields;
import org.jspecify.annotations.Nullable;

/// Reads a VirtualService.
public final class VirtualServiceReader {
  private VirtualServiceReader() {}

  public static @Nullable VirtualService read(Fields document, Metadata metadata, Origin origin) {
    return document.requiredPart(
        "spec",
        spec -> {
          spec.notCarriedOut("tcp", "tls");
          return new VirtualService(
              metadata,
              origin,
              spec.texts("hosts"),
              spec.texts("gateways"),
              spec.texts("exportTo"),
              spec.items("http", HttpRouteReader::read));
        });
  }
}
