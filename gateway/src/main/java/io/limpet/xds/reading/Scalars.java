package io.limpet.xds.reading;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.limpet.model.fields.Suggestion;
import io.limpet.model.tree.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Single values as protobuf's JSON form has them, and as Envoy's YAML reader lets them be written.
final class Scalars {
  /// What YAML 1.1, which Envoy's reader follows here, takes for truth too.
  private static final Set<String> YES = Set.of("true", "yes", "on", "y");

  private static final Set<String> NO = Set.of("false", "no", "off", "n");

  private Scalars() {}

  static Object read(FieldDescriptor field, Value value) throws WrongValue {
    return switch (field.getType()) {
      case INT32, SINT32, SFIXED32 ->
          whole(value, BigInteger.valueOf(Integer.MIN_VALUE), BigInteger.valueOf(Integer.MAX_VALUE))
              .intValue();
      case UINT32, FIXED32 -> whole(value, BigInteger.ZERO, ones(32)).intValue();
      case INT64, SINT64, SFIXED64 ->
          whole(value, BigInteger.valueOf(Long.MIN_VALUE), BigInteger.valueOf(Long.MAX_VALUE))
              .longValue();
      case UINT64, FIXED64 -> whole(value, BigInteger.ZERO, ones(64)).longValue();
      case FLOAT -> (float) fraction(value);
      case DOUBLE -> fraction(value);
      case BOOL -> truth(value);
      case STRING -> text(value);
      case BYTES -> bytes(text(value));
      case ENUM -> word(value, field.getEnumType());
      case MESSAGE, GROUP -> throw new IllegalArgumentException("no single value: " + field);
    };
  }

  private static BigInteger ones(int bits) {
    return BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
  }

  private static BigInteger whole(Value value, BigInteger least, BigInteger most)
      throws WrongValue {
    BigDecimal number =
        switch (value) {
          case Value.Whole whole -> BigDecimal.valueOf(whole.value());
          case Value.Fraction fraction when Double.isFinite(fraction.value()) ->
              new BigDecimal(fraction.value());
          case Value.Text text -> number(text);
          case Value.Fraction _,
              Value.Truth _,
              Value.Nothing _,
              Value.Mapping _,
              Value.Sequence _ ->
              throw new WrongValue("must be a whole number, not " + kind(value));
        };
    try {
      BigInteger whole = number.toBigIntegerExact();
      if (whole.compareTo(least) < 0 || whole.compareTo(most) > 0) {
        throw new WrongValue("is %s, and must be from %s to %s".formatted(whole, least, most));
      }
      return whole;
    } catch (ArithmeticException broken) {
      throw new WrongValue("must be a whole number, not " + number.toPlainString());
    }
  }

  private static BigDecimal number(Value.Text text) throws WrongValue {
    try {
      return new BigDecimal(text.value());
    } catch (NumberFormatException broken) {
      throw new WrongValue("must be a number, not " + kind(text));
    }
  }

  private static double fraction(Value value) throws WrongValue {
    return switch (value) {
      case Value.Whole whole -> whole.value();
      case Value.Fraction fraction -> fraction.value();
      case Value.Text text when text.value().equals("NaN") -> Double.NaN;
      case Value.Text text when text.value().equals("Infinity") -> Double.POSITIVE_INFINITY;
      case Value.Text text when text.value().equals("-Infinity") -> Double.NEGATIVE_INFINITY;
      case Value.Text text -> number(text).doubleValue();
      case Value.Truth _, Value.Nothing _, Value.Mapping _, Value.Sequence _ ->
          throw new WrongValue("must be a number, not " + kind(value));
    };
  }

  private static boolean truth(Value value) throws WrongValue {
    if (value instanceof Value.Truth truth) {
      return truth.value();
    }
    if (value instanceof Value.Text text) {
      String word = text.value().toLowerCase(Locale.ROOT);
      if (YES.contains(word) || NO.contains(word)) {
        return YES.contains(word);
      }
    }
    throw new WrongValue("must be true or false, not " + kind(value));
  }

  static String text(Value value) throws WrongValue {
    return switch (value) {
      case Value.Text text -> text.value();
      case Value.Whole _, Value.Fraction _, Value.Truth _ ->
          throw new WrongValue("must be a text, not " + kind(value) + ": put it into quotes");
      case Value.Nothing _, Value.Mapping _, Value.Sequence _ ->
          throw new WrongValue("must be a text, not " + kind(value));
    };
  }

  private static ByteString bytes(String text) throws WrongValue {
    try {
      String plain = text.replace('-', '+').replace('_', '/');
      return ByteString.copyFrom(Base64.getDecoder().decode(plain));
    } catch (IllegalArgumentException broken) {
      throw new WrongValue("must be bytes in base64");
    }
  }

  /// Envoy does not mind the case of these words (source/common/protobuf/utility.cc).
  private static EnumValueDescriptor word(Value value, EnumDescriptor type) throws WrongValue {
    if (value instanceof Value.Whole whole) {
      return type.findValueByNumberCreatingIfUnknown((int) whole.value());
    }
    String word = text(value);
    List<String> names = type.getValues().stream().map(EnumValueDescriptor::getName).toList();
    for (EnumValueDescriptor each : type.getValues()) {
      if (each.getName().equalsIgnoreCase(word)) {
        return each;
      }
    }
    throw new WrongValue(
        "\"%s\" is none of %s".formatted(word, String.join(", ", names))
            + Suggestion.of(word, names).map(each -> "; did you mean " + each + "?").orElse(""));
  }

  /// What a value is, to people.
  static String kind(Value value) {
    return switch (value) {
      case Value.Mapping _ -> "a mapping";
      case Value.Sequence _ -> "a list";
      case Value.Text text -> "the text \"" + text.value() + "\"";
      case Value.Whole whole -> "the number " + whole.value();
      case Value.Fraction fraction -> "the number " + fraction.value();
      case Value.Truth truth -> String.valueOf(truth.value());
      case Value.Nothing _ -> "nothing";
    };
  }
}
