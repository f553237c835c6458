package io.limpet.model.fields;

import io.limpet.model.tree.Value;
import java.util.Set;

/// What is said where a value is of another type than its field.
enum Expected {
  TEXT("a text"),
  WHOLE("a whole number"),
  NUMBER("a number"),
  TRUTH("true or false"),
  LIST("a list"),
  MAPPING("a mapping");

  private static final Set<String> YES = Set.of("y", "yes", "on");
  private static final Set<String> NO = Set.of("n", "no", "off");

  private final String words;

  Expected(String words) {
    this.words = words;
  }

  /// What is wrong with `value`, and the remedy.
  String insteadOf(Value value) {
    return "needs " + words + ", not " + name(value) + "; " + remedy(value);
  }

  private static String name(Value value) {
    return switch (value) {
      case Value.Mapping _ -> "a mapping";
      case Value.Sequence _ -> "a list";
      case Value.Text text -> "the text \"" + shortened(text.value()) + "\"";
      case Value.Whole whole -> "the number " + whole.value();
      case Value.Fraction fraction -> "the number " + fraction.value();
      case Value.Truth truth -> String.valueOf(truth.value());
      case Value.Nothing _ -> "nothing";
    };
  }

  private static String shortened(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }

  private String remedy(Value value) {
    return switch (this) {
      case TEXT ->
          switch (value) {
            case Value.Whole _, Value.Fraction _, Value.Truth _ -> "write it in quotes";
            case Value.Mapping _, Value.Sequence _, Value.Text _, Value.Nothing _ ->
                "write a single text";
          };
      case WHOLE, NUMBER ->
          value instanceof Value.Text text && text.value().matches("[0-9]+")
              ? "write it without quotes"
              : "write " + words;
      case TRUTH -> value instanceof Value.Text text ? truthOf(text.value()) : "write one of them";
      case LIST -> "begin each item with \"- \"";
      case MAPPING -> "write its fields as \"name: value\", indented below it";
    };
  }

  /// YAML 1.1, which Kubernetes still reads, has more words for the two.
  private static String truthOf(String text) {
    String word = text.toLowerCase(java.util.Locale.ROOT);
    if (YES.contains(word) || word.equals("true")) {
      return "write true";
    }
    return NO.contains(word) || word.equals("false") ? "write false" : "write one of them";
  }
}
