package io.limpet.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.limpet.xds.resources.MessageJson;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/// Messages as Envoy's admin port prints them: fields as in the `.proto` files, one space for each
/// level, every item on a line of its own.
final class EnvoyJson {
  private static final JsonFactory FACTORY = new JsonFactory();

  private EnvoyJson() {}

  static String print(Message message) {
    return laidOut(MessageJson.print(message, MessageJson.Names.PROTO));
  }

  /// With the fields that are not set, as `/server_info` has them.
  static String printAll(Message message) {
    try {
      return laidOut(
          JsonFormat.printer()
              .preservingProtoFieldNames()
              .alwaysPrintFieldsWithNoPresence()
              .print(message));
    } catch (InvalidProtocolBufferException unknownType) {
      throw new IllegalStateException("a message without Any: " + message, unknownType);
    }
  }

  private static String laidOut(String json) {
    StringWriter out = new StringWriter(json.length());
    try (JsonParser parser = FACTORY.createParser(json);
        JsonGenerator generator = FACTORY.createGenerator(out)) {
      generator.setPrettyPrinter(layout());
      while (parser.nextToken() != null) {
        generator.copyCurrentEventExact(parser);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException("JSON that was just written", impossible);
    }
    return out.append('\n').toString();
  }

  private static DefaultPrettyPrinter layout() {
    DefaultIndenter indenter = new DefaultIndenter(" ", "\n");
    Separators separators =
        Separators.createDefaultInstance()
            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
            .withObjectEmptySeparator("")
            .withArrayEmptySeparator("");
    return new DefaultPrettyPrinter(separators)
        .withObjectIndenter(indenter)
        .withArrayIndenter(indenter);
  }
}
