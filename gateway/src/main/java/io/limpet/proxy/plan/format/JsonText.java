package io.limpet.proxy.plan.format;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Texts and numbers as Envoy writes them in JSON. Texts are bytes as Latin-1 characters.
public final class JsonText {
  private JsonText() {}

  /// With quotes. What is no UTF-8 is escaped byte by byte, and then quotes and backslashes are so
  /// too (source/common/json/json_sanitizer.cc).
  public static void append(String text, StringBuilder out) {
    boolean utf8 = isUtf8(text);
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!utf8 && (c >= 0x7f || c < ' ' || c == '"' || c == '\\')) {
        code(c, out);
      } else {
        append(c, out);
      }
    }
    out.append('"');
  }

  private static boolean isUtf8(String text) {
    boolean ascii = true;
    for (int i = 0; i < text.length() && ascii; i++) {
      ascii = text.charAt(i) < 0x80;
    }
    return ascii || decodes(text);
  }

  private static boolean decodes(String text) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).hasRemaining();
    } catch (CharacterCodingException noUtf8) {
      return false;
    }
  }

  private static void append(char c, StringBuilder out) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (c < ' ') {
          code(c, out);
        } else {
          out.append(c);
        }
      }
    }
  }

  private static void code(char c, StringBuilder out) {
    out.append("\\u00")
        .append(Character.forDigit(c >> 4, 16))
        .append(Character.forDigit(c & 15, 16));
  }

  /// Whole numbers without a fraction, very large and very small ones with an exponent of two
  /// digits.
  public static String number(double value) {
    BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    int exponent = exact.precision() - exact.scale() - 1;
    if (exact.signum() == 0 || (exponent >= -4 && exponent < 17)) {
      return exact.toPlainString();
    }
    String digits = exact.unscaledValue().abs().toString();
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    return (exact.signum() < 0 ? "-" : "")
        + digits.charAt(0)
        + fraction
        + (exponent < 0 ? "e-" : "e+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }
}
