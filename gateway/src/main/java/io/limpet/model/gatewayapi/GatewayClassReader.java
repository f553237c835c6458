package io.limpet.model.gatewayapi;

import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.fields.Fields;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a GatewayClass.
public final class GatewayClassReader {
  private GatewayClassReader() {}

  public static @Nullable GatewayClass read(Fields document, Metadata metadata, Origin origin) {
    return document.requiredPart(
        "spec",
        spec -> {
          spec.known(Set.of("description"));
          spec.notCarriedOut("parametersRef");
          return new GatewayClass(metadata, origin, spec.requiredText("controllerName"));
        });
  }
}
