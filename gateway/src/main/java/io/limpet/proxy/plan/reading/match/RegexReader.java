package io.limpet.proxy.plan.reading.match;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatchAndSubstitute;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.limpet.proxy.plan.match.RegexReplacement;
import io.limpet.proxy.plan.reading.fields.HeadText;
import io.limpet.proxy.plan.reading.fields.Place;

/// Expressions, and what takes the place of what they find (type/matcher/v3/regex.proto).
public final class RegexReader {
  private RegexReader() {}

  /// An expression of bytes: each is a character to Envoy's engine.
  static Pattern pattern(RegexMatcher matcher, Place place) {
    if (matcher.getRegex().isEmpty()) {
      throw place.at("regex").refused("must not be empty");
    }
    try {
      return Pattern.compile(HeadText.bytes(matcher.getRegex()));
    } catch (PatternSyntaxException e) {
      throw place.refused("\"" + matcher.getRegex() + "\" is no RE2 expression: " + e.getMessage());
    }
  }

  public static RegexReplacement replacement(RegexMatchAndSubstitute message, Place place) {
    return RegexReplacement.of(
        pattern(message.getPattern(), place.at("pattern")),
        HeadText.bytes(message.getSubstitution()));
  }
}
