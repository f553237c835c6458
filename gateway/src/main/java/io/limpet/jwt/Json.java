package io.limpet.jwt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A value of JSON. Texts are their bytes as Latin-1 characters, as all texts of a request are.
public sealed interface Json {
  record Text(String value) implements Json {}

  record Numeral(double value) implements Json {}

  record Truth(boolean value) implements Json {}

  record Null() implements Json {}

  record Items(List<Json> items) implements Json {
    public Items {
      items = List.copyOf(items);
    }
  }

  record Fields(Map<String, Json> fields) implements Json {
    public static final Fields NONE = new Fields(Map.of());

    public Fields {
      fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    public @Nullable Json get(String name) {
      return fields.get(name);
    }
  }

  JsonFactory FACTORY = new JsonFactory();

  /// As protobuf writes it, in one line.
  default String written() {
    return new JsonText().add(this).toString();
  }

  /// An object, or null for what is none.
  static @Nullable Fields parse(String text) {
    try (JsonParser parser = FACTORY.createParser(new StringReader(text))) {
      parser.nextToken();
      Json value = value(parser);
      return value instanceof Fields fields && parser.nextToken() == null ? fields : null;
    } catch (IOException _) {
      return null; // the caller says what is wrong with it
    }
  }

  private static Json value(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      return new Null();
    }
    return switch (token) {
      case START_OBJECT -> fields(parser);
      case START_ARRAY -> items(parser);
      case VALUE_STRING -> new Text(bytes(parser.getText()));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Numeral(parser.getDoubleValue());
      case VALUE_TRUE, VALUE_FALSE -> new Truth(parser.getBooleanValue());
      case VALUE_NULL, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME ->
          new Null();
    };
  }

  private static Json fields(JsonParser parser) throws IOException {
    Map<String, Json> fields = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = bytes(parser.currentName());
      parser.nextToken();
      fields.put(name, value(parser));
    }
    return new Fields(fields);
  }

  private static Json items(JsonParser parser) throws IOException {
    List<Json> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value(parser));
    }
    return new Items(items);
  }

  private static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
