package io.limpet.model.kubernetes;

import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.fields.Fields;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/// Reads a Secret. No problem ever quotes what it holds.
public final class SecretReader {
  private SecretReader() {}

  public static Secret read(Fields document, Metadata metadata, Origin origin) {
    boolean _ = document.truth("immutable");
    Map<String, byte[]> data = new LinkedHashMap<>();
    document
        .textMap("data")
        .forEach(
            (key, text) -> {
              try {
                data.put(key, Base64.getDecoder().decode(text.replaceAll("\\s", "")));
              } catch (IllegalArgumentException notBase64) {
                document.refuse(
                    "data",
                    "bad-base64",
                    "has no base64 under "
                        + key
                        + "; encode it, or write it as it is in stringData");
              }
            });
    document
        .textMap("stringData")
        .forEach((key, text) -> data.put(key, text.getBytes(StandardCharsets.UTF_8)));
    return new Secret(metadata, origin, document.text("type"), data);
  }
}
