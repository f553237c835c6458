package io.limpet.proxy.plan.reading.fields;

import java.nio.charset.StandardCharsets;

/// Texts of the configuration that are to stand in heads, or to be found there.
public final class HeadText {
  private static final String MARKS = "!#$%&'*+-.^_`|~";

  private HeadText() {}

  /// The text as heads have it: its UTF-8 bytes as Latin-1 characters.
  public static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /// Whether it is a name that HTTP allows (RFC 9110, 5.6.2: a token).
  public static boolean isHeaderName(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!letter && MARKS.indexOf(c) < 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
