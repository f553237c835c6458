package io.limpet.proxy.plan.pools;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/// The texts `key_0`, `key_1` and so on as bytes, each made from the one before.
final class HashKey {
  private static final int MOST_DIGITS = 10;

  private final byte[] bytes;
  private final int prefix;
  private int length;

  HashKey(String key) {
    byte[] latin1 = key.getBytes(ISO_8859_1);
    prefix = latin1.length + 1;
    bytes = Arrays.copyOf(latin1, prefix + MOST_DIGITS);
    bytes[latin1.length] = '_';
    bytes[prefix] = '0';
    length = prefix + 1;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /// Counts on.
  void next() {
    int at = length - 1;
    while (at >= prefix && bytes[at] == '9') {
      bytes[at--] = '0';
    }
    if (at >= prefix) {
      bytes[at]++;
    } else {
      bytes[prefix] = '1';
      bytes[length++] = '0';
    }
  }
}
