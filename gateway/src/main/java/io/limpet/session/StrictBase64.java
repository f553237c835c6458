package io.limpet.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Base64 as Envoy reads it (source/common/common/base64.cc): standard alphabet, padding required,
/// the unused bits of the last character zero.
///
/// The decoder of the JDK takes text without padding, and throws where it refuses; a forged token
/// must not cost an exception.
final class StrictBase64 {
  private static final byte[] VALUES = new byte[128];

  static {
    Arrays.fill(VALUES, (byte) -1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < alphabet.length(); i++) {
      VALUES[alphabet.charAt(i)] = (byte) i;
    }
  }

  private StrictBase64() {}

  static String encode(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  static String encode(String latin1) {
    return encode(latin1.getBytes(ISO_8859_1));
  }

  /// The bytes, or null if the text is not base64.
  static byte @Nullable [] decode(String text) {
    int length = text.length();
    if (length % 4 != 0) {
      return null;
    }
    int padding = padding(text);
    byte[] bytes = new byte[length / 4 * 3 - padding];
    int bits = 0;
    int at = 0;
    for (int i = 0; i < length - padding; i++) {
      int value = value(text.charAt(i));
      if (value < 0) {
        return null;
      }
      bits = (bits << 6) | value;
      if (i % 4 != 0) {
        bytes[at++] = (byte) (bits >> (6 - i % 4 * 2));
      }
    }
    return leftOver(bits, padding) == 0 ? bytes : null;
  }

  private static int leftOver(int bits, int padding) {
    return bits & ((1 << (padding * 2)) - 1);
  }

  private static int padding(String text) {
    if (text.endsWith("==")) {
      return 2;
    }
    return text.endsWith("=") ? 1 : 0;
  }

  private static int value(char c) {
    return c < VALUES.length ? VALUES[c] : -1;
  }
}
