package io.limpet.model.tree;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads JSON; several documents may follow one another.
public final class JsonReader {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final JsonParser parser;
  private final List<Mistake> mistakes = new ArrayList<>();

  private JsonReader(JsonParser parser) {
    this.parser = parser;
  }

  /// All documents of the text. What follows a mistake of syntax is not read.
  public static List<Document> readAll(String text) {
    List<Document> documents = new ArrayList<>();
    try (JsonParser parser = FACTORY.createParser(new StringReader(text))) {
      JsonReader reader = new JsonReader(parser);
      while (parser.nextToken() != null) {
        Value root = reader.value("");
        documents.add(new Document(root, reader.mistakes));
        reader.mistakes.clear();
      }
    } catch (JsonProcessingException broken) {
      documents.add(failed(broken));
    } catch (IOException impossible) {
      throw new UncheckedIOException("reading a text in memory", impossible);
    }
    return documents;
  }

  private static Document failed(JsonProcessingException broken) {
    int line = broken.getLocation() == null ? 0 : broken.getLocation().getLineNr();
    String message =
        "is not JSON: " + broken.getOriginalMessage() + "; check the commas, brackets and quotes";
    return new Document(
        new Value.Nothing(line), List.of(new Mistake(line, "", Mistake.SYNTAX, message)));
  }

  private Value value(String path) throws IOException {
    int line = line();
    return switch (parser.currentToken()) {
      case START_OBJECT -> mapping(line, path);
      case START_ARRAY -> sequence(line, path);
      case VALUE_STRING -> new Value.Text(line, parser.getText());
      case VALUE_NUMBER_INT -> whole(line);
      case VALUE_NUMBER_FLOAT -> new Value.Fraction(line, parser.getDoubleValue());
      case VALUE_TRUE -> new Value.Truth(line, true);
      case VALUE_FALSE -> new Value.Truth(line, false);
      case VALUE_NULL -> new Value.Nothing(line);
      case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalStateException("not the beginning of a value: " + parser.currentToken());
    };
  }

  private Value whole(int line) throws IOException {
    return switch (parser.getNumberType()) {
      case INT, LONG -> new Value.Whole(line, parser.getLongValue());
      case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL ->
          new Value.Fraction(line, parser.getDoubleValue());
    };
  }

  private Value.Sequence sequence(int line, String path) throws IOException {
    List<Value> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value(Path.item(path, items.size())));
    }
    return new Value.Sequence(line, items);
  }

  private Value.Mapping mapping(int line, String path) throws IOException {
    Map<String, Value> fields = new LinkedHashMap<>();
    Map<String, Integer> lines = new HashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      int keyLine = line();
      parser.nextToken();
      Value value = value(Path.field(path, key));
      if (fields.putIfAbsent(key, value) == null) {
        lines.put(key, keyLine);
      } else {
        mistakes.add(Mistake.duplicate(keyLine, Path.field(path, key), lines.getOrDefault(key, 0)));
      }
    }
    return new Value.Mapping(line, fields, lines);
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }
}
