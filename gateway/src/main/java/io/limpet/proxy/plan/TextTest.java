package io.limpet.proxy.plan;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import java.util.Locale;

/// Whether a text is as a matcher wants it (Envoy: type/matcher/v3/string.proto).
sealed interface TextTest {
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

  static TextTest of(StringMatcher matcher, Place place) {
    boolean ignoreCase = matcher.getIgnoreCase();
    return switch (matcher.getMatchPatternCase()) {
      case EXACT -> new Exact(FormatReader.bytes(matcher.getExact()), ignoreCase);
      case PREFIX -> new Prefix(some(matcher.getPrefix(), place.at("prefix")), ignoreCase);
      case SUFFIX -> new Suffix(some(matcher.getSuffix(), place.at("suffix")), ignoreCase);
      case CONTAINS -> contains(some(matcher.getContains(), place.at("contains")), ignoreCase);
      case SAFE_REGEX -> {
        if (ignoreCase) {
          throw place.at("ignore_case").refused("says nothing to safe_regex; write (?i) in that");
        }
        yield new Regex(regex(matcher.getSafeRegex(), place.at("safe_regex")));
      }
      case CUSTOM, MATCHPATTERN_NOT_SET ->
          throw place.refused("has no pattern that is carried out");
    };
  }

  /// The bytes of a text that may not be empty.
  static String some(String wanted, Place place) {
    if (wanted.isEmpty()) {
      throw place.refused("must not be empty");
    }
    return FormatReader.bytes(wanted);
  }

  static TextTest contains(String wanted, boolean ignoreCase) {
    return new Contains(ignoreCase ? wanted.toLowerCase(Locale.ROOT) : wanted, ignoreCase);
  }

  /// An expression of bytes: each is a character to Envoy's engine.
  static Pattern regex(RegexMatcher matcher, Place place) {
    if (matcher.getRegex().isEmpty()) {
      throw place.at("regex").refused("must not be empty");
    }
    try {
      return Pattern.compile(FormatReader.bytes(matcher.getRegex()));
    } catch (PatternSyntaxException e) {
      throw place.refused("\"" + matcher.getRegex() + "\" is no RE2 expression: " + e.getMessage());
    }
  }
}
