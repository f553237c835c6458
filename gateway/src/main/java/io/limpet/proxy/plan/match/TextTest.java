package io.limpet.proxy.plan.match;

import com.google.re2j.Pattern;
import java.util.Locale;

/// Whether a text is as a matcher wants it (Envoy: type/matcher/v3/string.proto).
public sealed interface TextTest {
  boolean test(String text);

  record Exact(String wanted, boolean ignoreCase) implements TextTest {
    @Override
    public boolean test(String text) {
      return ignoreCase ? text.equalsIgnoreCase(wanted) : text.equals(wanted);
    }
  }

  record Prefix(String wanted, boolean ignoreCase) implements TextTest {
    @Override
    public boolean test(String text) {
      return text.regionMatches(ignoreCase, 0, wanted, 0, wanted.length());
    }
  }

  record Suffix(String wanted, boolean ignoreCase) implements TextTest {
    @Override
    public boolean test(String text) {
      int start = text.length() - wanted.length();
      return text.regionMatches(ignoreCase, start, wanted, 0, wanted.length());
    }
  }

  /// `wanted` is in lower case if case is ignored.
  record Contains(String wanted, boolean ignoreCase) implements TextTest {
    @Override
    public boolean test(String text) {
      return (ignoreCase ? text.toLowerCase(Locale.ROOT) : text).contains(wanted);
    }
  }

  /// The whole text; case is never ignored.
  record Regex(Pattern pattern) implements TextTest {
    @Override
    public boolean test(String text) {
      return pattern.matches(text);
    }
  }

  /// A whole number from `start` up to, not including, `end`.
  record Range(long start, long end) implements TextTest {
    @Override
    public boolean test(String text) {
      try {
        long number = Long.parseLong(text.strip());
        return number >= start && number < end;
      } catch (NumberFormatException e) {
        return false;
      }
    }
  }

  static TextTest contains(String wanted, boolean ignoreCase) {
    return new Contains(ignoreCase ? wanted.toLowerCase(Locale.ROOT) : wanted, ignoreCase);
  }
}
