package io.limpet.sameness;

import io.limpet.model.tree.Document;
import io.limpet.model.tree.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A table's text as maps, lists and scalars, asked for by name.
public final class Tree {
  private Tree() {}

  public static Map<String, Object> read(String text) {
    Document document = Document.readAll(text, "table.yaml").getFirst();
    if (!document.mistakes().isEmpty()) {
      throw new IllegalArgumentException(document.mistakes().toString());
    }
    return map(plain(document.root()));
  }

  private static Object plain(Value value) {
    return switch (value) {
      case Value.Mapping mapping -> {
        Map<String, Object> fields = new LinkedHashMap<>();
        mapping.fields().forEach((key, each) -> fields.put(key, plain(each)));
        yield fields;
      }
      case Value.Sequence sequence -> {
        List<Object> items = new ArrayList<>();
        sequence.items().forEach(each -> items.add(plain(each)));
        yield items;
      }
      case Value.Text text -> text.value();
      case Value.Whole whole -> whole.value();
      case Value.Fraction fraction -> fraction.value();
      case Value.Truth truth -> truth.value();
      case Value.Nothing _ -> NULL;
    };
  }

  /// What stands for `null`.
  public static final Object NULL = new Object();

  @SuppressWarnings("unchecked")
  public static Map<String, Object> map(@Nullable Object value) {
    return value == null ? new LinkedHashMap<>() : (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked")
  public static List<Object> list(@Nullable Object value) {
    return value == null ? List.of() : (List<Object>) value;
  }

  public static List<String> texts(@Nullable Object value) {
    if (value instanceof String one) {
      return List.of(one);
    }
    return list(value).stream().map(String::valueOf).toList();
  }

  public static String text(Map<String, Object> of, String key, String otherwise) {
    Object value = of.get(key);
    return value == null ? otherwise : String.valueOf(value);
  }

  public static int whole(Map<String, Object> of, String key, int otherwise) {
    return of.get(key) instanceof Long number ? Math.toIntExact(number) : otherwise;
  }

  public static boolean truth(Map<String, Object> of, String key) {
    return Boolean.TRUE.equals(of.get(key));
  }
}
