package io.limpet.jwt;

import io.limpet.jwt.Json.Fields;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Writes JSON as protobuf does (its `json_util`), names sorted.
final class JsonText {
  private final StringBuilder text = new StringBuilder();

  JsonText add(Json value) {
    switch (value) {
      case Json.Text(String string) -> string(string);
      case Json.Numeral(double number) -> number(number);
      case Json.Truth(boolean truth) -> text.append(truth);
      case Json.Null() -> text.append("null");
      case Json.Items(List<Json> items) -> items(items);
      case Fields(Map<String, Json> fields) -> fields(fields);
    }
    return this;
  }

  private void items(List<Json> items) {
    text.append('[');
    for (int i = 0; i < items.size(); i++) {
      text.append(i == 0 ? "" : ",");
      add(items.get(i));
    }
    text.append(']');
  }

  private void fields(Map<String, Json> fields) {
    text.append('{');
    Iterator<Map.Entry<String, Json>> each = new TreeMap<>(fields).entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<String, Json> field = each.next();
      string(field.getKey());
      text.append(':');
      add(field.getValue());
      text.append(each.hasNext() ? "," : "");
    }
    text.append('}');
  }

  private void number(double number) {
    if (number == Math.rint(number) && Math.abs(number) < 0x1p53) {
      text.append((long) number);
    } else {
      text.append(number);
    }
  }

  private void string(String string) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char letter = string.charAt(i);
      switch (letter) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        case '<', '>' -> text.append(String.format("\\u%04x", (int) letter));
        default -> {
          if (letter < ' ') {
            text.append(String.format("\\u%04x", (int) letter));
          } else {
            text.append(letter);
          }
        }
      }
    }
    text.append('"');
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
