package io.limpet.xds.resources;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The `validate.rules` of one field (validate.proto). They are read by their names, as messages
/// that are known only by description: the classes made of them are nobody's to use.
///
/// They are taken apart once, as thousands of messages are held against them.
final class FieldRules {
  private static final int RULES = 1071;
  private static final FieldRules NONE = new FieldRules(null);

  /// Rules by name; those of a type, and those of the items of a list, are maps again.
  private final @Nullable Map<String, Object> rules;

  private final boolean required;

  private FieldRules(@Nullable Map<String, Object> rules) {
    this.rules = rules;
    this.required = rules != null && isRequired(rules);
  }

  static FieldRules of(FieldDescriptor field) {
    return field.getOptions().getAllFields().entrySet().stream()
        .filter(each -> each.getKey().getNumber() == RULES)
        .map(each -> new FieldRules(parts((Message) each.getValue())))
        .findFirst()
        .orElse(NONE);
  }

  boolean isAny() {
    return rules != null;
  }

  /// What a value of the field breaks, if it does.
  @Nullable String broken(Object value) {
    return rules == null ? null : value(value, rules);
  }

  /// What it breaks that the field is not there.
  @Nullable String brokenWithout(FieldDescriptor field) {
    if (rules == null) {
      return null;
    }
    if (!field.hasPresence()) {
      return value(field.getDefaultValue(), rules);
    }
    return required && field.getContainingOneof() == null ? "is required" : null;
  }

  /// What a list or a map breaks that has so many entries; `items` are a list's where there are
  /// rules for them.
  @Nullable String brokenBy(boolean isMap, int count, List<?> items) {
    if (rules == null) {
      return null;
    }
    return isMap
        ? count(count, part(rules, "map"), "_pairs")
        : list(count, items, part(rules, "repeated"));
  }

  private static boolean isRequired(Map<String, Object> rules) {
    return rules.keySet().stream()
        .map(name -> part(rules, name))
        .anyMatch(kind -> kind != null && is(kind, "required"));
  }

  private static @Nullable String list(
      int count, List<?> items, @Nullable Map<String, Object> about) {
    @Nullable String wrong = count(count, about, "_items");
    if (wrong != null || about == null) {
      return wrong;
    }
    if (is(about, "unique") && new HashSet<>(items).size() < items.size()) {
      return "has an entry twice";
    }
    @Nullable Map<String, Object> each = part(about, "items");
    for (int i = 0; each != null && i < items.size(); i++) {
      @Nullable String broken = value(items.get(i), each);
      if (broken != null) {
        return "entry " + i + " " + broken;
      }
    }
    return null;
  }

  private static @Nullable String count(
      int count, @Nullable Map<String, Object> about, String unit) {
    if (about == null) {
      return null;
    }
    Object least = get(about, "min" + unit);
    if (least instanceof Number number && count < number.longValue()) {
      return "must have at least " + least + (number.longValue() == 1 ? " entry" : " entries");
    }
    Object most = get(about, "max" + unit);
    return most instanceof Number number && count > number.longValue()
        ? "has " + count + " entries; at most " + most + " are allowed"
        : null;
  }

  /// One kind of rules stands in `rules`, that of the field's type.
  private static @Nullable String value(Object value, Map<String, Object> rules) {
    for (String type : rules.keySet()) {
      @Nullable Map<String, Object> kind = part(rules, type);
      if (kind != null) {
        @Nullable String broken = value(value, kind, type.startsWith("uint"));
        if (broken != null) {
          return broken;
        }
      }
    }
    return null;
  }

  private static @Nullable String value(Object value, Map<String, Object> kind, boolean unsigned) {
    return switch (value) {
      case String text -> text(text, kind);
      case ByteString bytes -> length(bytes.size(), "bytes", kind, "min_len", "max_len");
      case EnumValueDescriptor word -> word(word, kind);
      case Boolean truth -> {
        Object only = get(kind, "const");
        yield only == null || only.equals(truth) ? null : "must be " + only;
      }
      case Number number -> amount(amount(number, unsigned), kind, unsigned);
      case Message wrapped -> message(wrapped, kind, unsigned);
      default -> null;
    };
  }

  private static @Nullable String message(
      Message message, Map<String, Object> kind, boolean unsigned) {
    return switch (message.getDescriptorForType().getFullName()) {
      case "google.protobuf.Duration" -> amount(amount(message, false), kind, false);
      case "google.protobuf.UInt32Value",
          "google.protobuf.UInt64Value",
          "google.protobuf.Int32Value",
          "google.protobuf.Int64Value",
          "google.protobuf.DoubleValue",
          "google.protobuf.FloatValue",
          "google.protobuf.StringValue",
          "google.protobuf.BoolValue" ->
          value(
              message.getField(message.getDescriptorForType().findFieldByNumber(1)),
              kind,
              unsigned);
      default -> null;
    };
  }

  private static @Nullable String text(String text, Map<String, Object> kind) {
    if (is(kind, "ignore_empty") && text.isEmpty()) {
      return null;
    }
    int letters = text.codePointCount(0, text.length());
    @Nullable String wrong = length(letters, "characters", kind, "min_len", "max_len");
    if (wrong == null) {
      int bytes = text.getBytes(StandardCharsets.UTF_8).length;
      wrong = length(bytes, "bytes", kind, "min_bytes", "max_bytes");
    }
    if (wrong != null) {
      return wrong;
    }
    if (get(kind, "pattern") instanceof String pattern && !Pattern.compile(pattern).matches(text)) {
      return "\"" + text + "\" does not match " + pattern;
    }
    if (get(kind, "prefix") instanceof String prefix && !text.startsWith(prefix)) {
      return "must begin with " + prefix;
    }
    if (get(kind, "suffix") instanceof String suffix && !text.endsWith(suffix)) {
      return "must end with " + suffix;
    }
    if (get(kind, "in") instanceof List<?> allowed
        && !allowed.isEmpty()
        && !allowed.contains(text)) {
      return "\"" + text + "\" must be one of " + allowed;
    }
    return get(kind, "well_known_regex") instanceof EnumValueDescriptor known
        ? headerText(text, known.getName(), is(kind, "strict"))
        : null;
  }

  /// Not strict: all but NUL, CR and LF.
  private static @Nullable String headerText(String text, String kind, boolean strict) {
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      boolean control = (each < ' ' && each != '\t') || each == 0x7f;
      if (each == 0 || each == '\n' || each == '\r' || (strict && control)) {
        return "has a character that no %s may have"
            .formatted(kind.equals("HTTP_HEADER_NAME") ? "header's name" : "header's value");
      }
    }
    return null;
  }

  private static @Nullable String length(
      int length, String unit, Map<String, Object> kind, String least, String most) {
    if (get(kind, least) instanceof Number number && length < number.longValue()) {
      return number.longValue() == 1
          ? "must not be empty"
          : "must have at least %s %s".formatted(number, unit);
    }
    return get(kind, most) instanceof Number number && length > number.longValue()
        ? "has %d %s; at most %s are allowed".formatted(length, unit, number)
        : null;
  }

  private static @Nullable String word(EnumValueDescriptor word, Map<String, Object> kind) {
    if (is(kind, "defined_only") && word.getIndex() < 0) {
      return word.getNumber() + " is no value of " + word.getType().getName();
    }
    return get(kind, "not_in") instanceof List<?> forbidden && forbidden.contains(word.getNumber())
        ? word.getName() + " is not allowed here"
        : null;
  }

  private static @Nullable String amount(
      BigDecimal amount, Map<String, Object> kind, boolean unsigned) {
    for (String rule : List.of("gt", "gte", "lt", "lte")) {
      Object bound = get(kind, rule);
      if (bound == null) {
        continue;
      }
      int side = amount.compareTo(amount(bound, unsigned));
      boolean kept =
          switch (rule) {
            case "gt" -> side > 0;
            case "gte" -> side >= 0;
            case "lt" -> side < 0;
            default -> side <= 0;
          };
      if (!kept) {
        String unit = bound instanceof Message ? " s" : "";
        return "is %s%s, and must be %s %s%s"
            .formatted(plain(amount), unit, words(rule), plain(amount(bound, unsigned)), unit);
      }
    }
    return null;
  }

  private static String words(String rule) {
    return switch (rule) {
      case "gt" -> "more than";
      case "gte" -> "at least";
      case "lt" -> "less than";
      default -> "at most";
    };
  }

  private static String plain(BigDecimal amount) {
    return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
  }

  private static BigDecimal amount(Object number, boolean unsigned) {
    return switch (number) {
      case Integer value ->
          BigDecimal.valueOf(unsigned ? Integer.toUnsignedLong(value) : value.longValue());
      case Long value ->
          unsigned ? new BigDecimal(Long.toUnsignedString(value)) : BigDecimal.valueOf(value);
      case Number value -> BigDecimal.valueOf(value.doubleValue());
      case Message duration -> {
        var type = duration.getDescriptorForType();
        long seconds = (Long) duration.getField(type.findFieldByName("seconds"));
        int nanos = (Integer) duration.getField(type.findFieldByName("nanos"));
        yield BigDecimal.valueOf(seconds).add(BigDecimal.valueOf(nanos, 9));
      }
      default -> throw new IllegalArgumentException("no number: " + number);
    };
  }

  private static Map<String, Object> parts(Message rules) {
    Map<String, Object> parts = new HashMap<>();
    rules
        .getAllFields()
        .forEach(
            (field, value) ->
                parts.put(
                    field.getName(),
                    value instanceof Message part && !isAmount(part) ? parts(part) : value));
    return parts;
  }

  private static boolean isAmount(Message part) {
    return part.getDescriptorForType().getFullName().equals("google.protobuf.Duration");
  }

  @SuppressWarnings("unchecked") // made by parts
  private static @Nullable Map<String, Object> part(
      @Nullable Map<String, Object> rules, String name) {
    return rules != null && rules.get(name) instanceof Map<?, ?> part
        ? (Map<String, Object>) part
        : null;
  }

  private static boolean is(Map<String, Object> rules, String name) {
    return Boolean.TRUE.equals(rules.get(name));
  }

  /// The value of a rule, or null where it is not given.
  private static @Nullable Object get(Map<String, Object> rules, String name) {
    return rules.get(name);
  }
}
