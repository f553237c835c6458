package io.limpet.proxy.filter;

import org.jspecify.annotations.Nullable;

/// Numbers in headers, as Envoy takes them (absl::SimpleAtoi).
final class NumberText {
  private static final int MOST_DIGITS = 18;

  private NumberText() {}

  /// A whole number from 0 on with blanks around it, or -1 for anything else.
  static long unsigned(@Nullable String text) {
    if (text == null) {
      return -1;
    }
    String digits = text.strip();
    if (digits.startsWith("+")) {
      digits = digits.substring(1);
    }
    if (digits.isEmpty() || digits.length() > MOST_DIGITS) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < digits.length(); i++) {
      char digit = digits.charAt(i);
      if (digit < '0' || digit > '9') {
        return -1;
      }
      number = number * 10 + digit - '0';
    }
    return number;
  }
}
