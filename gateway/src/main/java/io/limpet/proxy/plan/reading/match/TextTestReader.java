package io.limpet.proxy.plan.reading.match;

import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.limpet.proxy.plan.match.TextTest;
import io.limpet.proxy.plan.reading.fields.HeadText;
import io.limpet.proxy.plan.reading.fields.Place;

/// What is asked of a text (type/matcher/v3/string.proto).
public final class TextTestReader {
  private TextTestReader() {}

  public static TextTest read(StringMatcher matcher, Place place) {
    boolean ignoreCase = matcher.getIgnoreCase();
    return switch (matcher.getMatchPatternCase()) {
      case EXACT -> new TextTest.Exact(HeadText.bytes(matcher.getExact()), ignoreCase);
      case PREFIX -> new TextTest.Prefix(some(matcher.getPrefix(), place.at("prefix")), ignoreCase);
      case SUFFIX -> new TextTest.Suffix(some(matcher.getSuffix(), place.at("suffix")), ignoreCase);
      case CONTAINS ->
          TextTest.contains(some(matcher.getContains(), place.at("contains")), ignoreCase);
      case SAFE_REGEX -> {
        if (ignoreCase) {
          throw place.at("ignore_case").refused("says nothing to safe_regex; write (?i) in that");
        }
        yield new TextTest.Regex(
            RegexReader.pattern(matcher.getSafeRegex(), place.at("safe_regex")));
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
    return HeadText.bytes(wanted);
  }
}
