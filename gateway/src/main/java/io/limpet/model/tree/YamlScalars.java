package io.limpet.model.tree;

import java.math.BigInteger;
import java.util.Locale;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Single values by YAML 1.2's core schema (specification, 10.3).
final class YamlScalars {
  private YamlScalars() {}

  static Value read(ScalarEvent scalar, Tag tag, int line) throws SyntaxException {
    String text = scalar.getValue();
    try {
      if (tag.equals(Tag.INT)) {
        return whole(text, line);
      }
      if (tag.equals(Tag.FLOAT)) {
        return new Value.Fraction(line, fraction(text));
      }
    } catch (NumberFormatException _) {
      throw new SyntaxException(line, "\"" + text + "\" is not a number; remove its tag");
    }
    if (tag.equals(Tag.BOOL)) {
      return new Value.Truth(line, text.toLowerCase(Locale.ROOT).equals("true"));
    }
    if (tag.equals(Tag.NULL)) {
      return new Value.Nothing(line);
    }
    if (tag.equals(Tag.STR) || tag.getValue().equals("!")) {
      return new Value.Text(line, text);
    }
    throw new SyntaxException(line, "the tag " + tag.getValue() + " is unknown; remove it");
  }

  private static Value whole(String text, int line) {
    BigInteger number =
        text.startsWith("0x")
            ? new BigInteger(text.substring(2), 16)
            : text.startsWith("0o") ? new BigInteger(text.substring(2), 8) : new BigInteger(text);
    return number.bitLength() < Long.SIZE
        ? new Value.Whole(line, number.longValue())
        : new Value.Fraction(line, number.doubleValue());
  }

  private static double fraction(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case ".nan" -> Double.NaN;
      case ".inf", "+.inf" -> Double.POSITIVE_INFINITY;
      case "-.inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }
}
