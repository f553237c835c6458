package io.limpet.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/// Indented JSON that is no message of Envoy's.
final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  /// Writes the inside of an array or object.
  interface Content {
    void write(JsonGenerator out) throws IOException;
  }

  static String array(Content content) {
    return text(
        out -> {
          out.writeStartArray();
          content.write(out);
          out.writeEndArray();
        });
  }

  static String object(Content content) {
    return text(
        out -> {
          out.writeStartObject();
          content.write(out);
          out.writeEndObject();
        });
  }

  static void texts(JsonGenerator out, String field, Map<String, String> texts) throws IOException {
    out.writeObjectFieldStart(field);
    for (Map.Entry<String, String> each : texts.entrySet()) {
      out.writeStringField(each.getKey(), each.getValue());
    }
    out.writeEndObject();
  }

  private static String text(Content content) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = FACTORY.createGenerator(text)) {
      out.useDefaultPrettyPrinter();
      content.write(out);
    } catch (IOException impossible) {
      throw new UncheckedIOException("to memory", impossible);
    }
    return text.append('\n').toString();
  }
}
