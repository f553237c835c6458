package io.limpet.model.tree;

import java.util.List;

/// One document of a text. Where a mistake is one of syntax, `root` is [Value.Nothing].
public record Document(Value root, List<Mistake> mistakes) {
  private static final String BYTE_ORDER_MARK = "\ufeff";

  public Document {
    mistakes = List.copyOf(mistakes);
  }

  /// All documents of a text: JSON where the name ends so, otherwise YAML, which JSON is a part of.
  public static List<Document> readAll(String text, String name) {
    String content = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    return name.endsWith(".json") ? JsonReader.readAll(content) : YamlReader.readAll(content);
  }
}
