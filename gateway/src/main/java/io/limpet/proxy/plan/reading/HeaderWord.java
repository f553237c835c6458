package io.limpet.proxy.plan.reading;

/// Names of headers, as the configuration writes them.
final class HeaderWord {
  private static final String MARKS = "!#$%&'*+-.^_`|~";

  private HeaderWord() {}

  /// Whether it is a name that HTTP allows (RFC 9110, 5.6.2: a token).
  static boolean isName(String text) {
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
