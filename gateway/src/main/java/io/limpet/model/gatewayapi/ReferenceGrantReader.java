package io.limpet.model.gatewayapi;

import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.fields.Fields;
import org.jspecify.annotations.Nullable;

/// Reads a ReferenceGrant. An entry that is wrong is left out: it would only allow more.
public final class ReferenceGrantReader {
  private ReferenceGrantReader() {}

  public static @Nullable ReferenceGrant read(Fields document, Metadata metadata, Origin origin) {
    return document.requiredPart(
        "spec",
        spec ->
            new ReferenceGrant(
                metadata,
                origin,
                spec.items("from", ReferenceGrantReader::from),
                spec.items("to", ReferenceGrantReader::to)));
  }

  private static ReferenceGrant.From from(Fields from) {
    from.strict();
    return new ReferenceGrant.From(
        from.text("group"), from.requiredText("kind"), from.requiredText("namespace"));
  }

  private static ReferenceGrant.To to(Fields to) {
    to.strict();
    return new ReferenceGrant.To(to.text("group"), to.requiredText("kind"), to.text("name"));
  }
}
