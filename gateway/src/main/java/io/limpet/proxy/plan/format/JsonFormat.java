package io.limpet.proxy.plan.format;

import java.util.List;

/// JSON whose texts are format strings. A text that is one command alone becomes a number or `null`
/// where its value is one (Envoy: source/common/formatter/substitution_formatter.cc).
public record JsonFormat(Node root) implements BodyFormat.Content {
  /// A value.
  public sealed interface Node {}

  /// The fields in the order of their names; `key` is written as it stands, quotes included.
  public record Fields(List<Field> fields) implements Node {
    public Fields {
      fields = List.copyOf(fields);
    }
  }

  public record Field(String key, Node value) {}

  public record Items(List<Node> items) implements Node {
    public Items {
      items = List.copyOf(items);
    }
  }

  public record Text(FormatString text) implements Node {}

  /// A number or a truth value, as it is written.
  public record Known(String json) implements Node {}

  public record Null() implements Node {}

  @Override
  public boolean asksForTimes() {
    return asksForTimes(root);
  }

  private static boolean asksForTimes(Node node) {
    return switch (node) {
      case Fields(List<Field> fields) ->
          fields.stream().anyMatch(field -> asksForTimes(field.value()));
      case Items(List<Node> items) -> items.stream().anyMatch(JsonFormat::asksForTimes);
      case Text(FormatString text) -> text.asksForTimes();
      case Known _, Null _ -> false;
    };
  }
}
