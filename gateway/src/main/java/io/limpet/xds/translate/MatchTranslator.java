package io.limpet.xds.translate;

import com.google.protobuf.BoolValue;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.QueryParameterMatcher;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.limpet.mesh.RouteMatch.NamedMatch;
import io.limpet.mesh.TextMatch;

/// Conditions on requests.
final class MatchTranslator {
  private MatchTranslator() {}

  static RouteMatch match(io.limpet.mesh.RouteMatch match) {
    RouteMatch.Builder message = RouteMatch.newBuilder();
    switch (match.path()) {
      case TextMatch.Exact(String value) -> message.setPath(value);
      case TextMatch.Prefix(String value) -> message.setPrefix(value);
      case TextMatch.PathPrefix(String value) -> message.setPathSeparatedPrefix(value);
      case TextMatch.Regex(String expression) -> message.setSafeRegex(regex(expression));
      case TextMatch.Present() -> message.setPrefix("/");
    }
    if (match.written()) {
      message.setCaseSensitive(BoolValue.of(match.caseSensitive()));
    }
    match.headers().forEach(each -> message.addHeaders(header(each)));
    match.queryParameters().forEach(each -> message.addQueryParameters(parameter(each)));
    return message.build();
  }

  /// A header that must not match counts as empty where it is missing.
  private static HeaderMatcher header(NamedMatch match) {
    HeaderMatcher.Builder message =
        HeaderMatcher.newBuilder().setName(match.name()).setInvertMatch(match.invert());
    if (match.match() instanceof TextMatch.Present) {
      return message.setPresentMatch(true).build();
    }
    return message
        .setStringMatch(text(match.match()))
        .setTreatMissingHeaderAsEmpty(match.invert())
        .build();
  }

  static HeaderMatcher exact(String name, String value) {
    return HeaderMatcher.newBuilder()
        .setName(name)
        .setStringMatch(StringMatcher.newBuilder().setExact(value))
        .build();
  }

  private static QueryParameterMatcher parameter(NamedMatch match) {
    QueryParameterMatcher.Builder message =
        QueryParameterMatcher.newBuilder().setName(match.name());
    return match.match() instanceof TextMatch.Present
        ? message.setPresentMatch(true).build()
        : message.setStringMatch(text(match.match())).build();
  }

  static StringMatcher text(TextMatch match) {
    StringMatcher.Builder message = StringMatcher.newBuilder();
    return switch (match) {
      case TextMatch.Exact(String value) -> message.setExact(value).build();
      case TextMatch.Prefix(String value) -> message.setPrefix(value).build();
      case TextMatch.PathPrefix(String value) -> message.setPrefix(value).build();
      case TextMatch.Regex(String expression) -> message.setSafeRegex(regex(expression)).build();
      case TextMatch.Present() -> message.setSafeRegex(regex(".*")).build();
    };
  }

  private static RegexMatcher regex(String expression) {
    return RegexMatcher.newBuilder().setRegex(expression).build();
  }
}
