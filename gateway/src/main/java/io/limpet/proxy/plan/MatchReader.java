package io.limpet.proxy.plan;

import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.QueryParameterMatcher;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.limpet.proxy.plan.RouteMatcher.ParameterTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// A route's `match`.
final class MatchReader {
  private static final Set<String> KNOWN =
      Set.of(
          "prefix",
          "path",
          "safe_regex",
          "path_separated_prefix",
          "case_sensitive",
          "runtime_fraction",
          "headers",
          "query_parameters",
          "grpc");

  private static final Set<String> NARROWING =
      Set.of(
          "connect_matcher",
          "path_match_policy",
          "tls_context",
          "dynamic_metadata",
          "filter_state");

  private MatchReader() {}

  /// Nothing if the match has a condition that is not known here: to leave that out would match
  /// requests that the route is not for.
  static Optional<RouteMatcher> read(RouteMatch match, Place place) {
    boolean narrowed =
        match.getAllFields().keySet().stream().anyMatch(f -> NARROWING.contains(f.getName()));
    if (narrowed || !match.getUnknownFields().asMap().isEmpty()) {
      place.ignored("has a condition that is not carried out, so that the route never matches");
      return Optional.empty();
    }
    place.onlyKnows(match, KNOWN);
    List<HeaderTest> headers = new ArrayList<>();
    for (int i = 0; i < match.getHeadersCount(); i++) {
      headers.add(header(match.getHeaders(i), place.at("headers", i)));
    }
    if (match.hasGrpc()) {
      TextTest grpc = new TextTest.Prefix("application/grpc", false);
      headers.add(new HeaderTest("content-type", new HeaderTest.Value(grpc), false, false));
    }
    List<ParameterTest> parameters = new ArrayList<>();
    for (int i = 0; i < match.getQueryParametersCount(); i++) {
      parameters.add(parameter(match.getQueryParameters(i), place.at("query_parameters", i)));
    }
    Fraction fraction =
        match.hasRuntimeFraction()
            ? place.runtime().fraction(match.getRuntimeFraction())
            : Fraction.ALL;
    return Optional.of(new RouteMatcher(path(match, place), headers, parameters, fraction));
  }

  private static PathTest path(RouteMatch match, Place place) {
    boolean ignoreCase = match.hasCaseSensitive() && !match.getCaseSensitive().getValue();
    return switch (match.getPathSpecifierCase()) {
      case PREFIX -> new PathTest.Prefix(match.getPrefix(), ignoreCase);
      case PATH -> new PathTest.Exact(match.getPath(), ignoreCase);
      case PATH_SEPARATED_PREFIX ->
          new PathTest.SeparatedPrefix(match.getPathSeparatedPrefix(), ignoreCase);
      case SAFE_REGEX ->
          new PathTest.Regex(TextTest.regex(match.getSafeRegex(), place.at("safe_regex")));
      case CONNECT_MATCHER, PATH_MATCH_POLICY, PATHSPECIFIER_NOT_SET ->
          throw place.refused("says nothing of the path; prefix: / has all of them");
    };
  }

  static HeaderTest header(HeaderMatcher matcher, Place place) {
    String name = matcher.getName().toLowerCase(Locale.ROOT);
    return new HeaderTest(
        name,
        wanted(matcher, place),
        matcher.getInvertMatch(),
        matcher.getTreatMissingHeaderAsEmpty());
  }

  /// The forms beside `string_match` are older, and Istio still sends some of them.
  @SuppressWarnings("deprecation")
  private static HeaderTest.Wanted wanted(HeaderMatcher matcher, Place place) {
    TextTest test =
        switch (matcher.getHeaderMatchSpecifierCase()) {
          case PRESENT_MATCH -> null;
          case HEADERMATCHSPECIFIER_NOT_SET -> null;
          case STRING_MATCH -> TextTest.of(matcher.getStringMatch(), place.at("string_match"));
          case EXACT_MATCH -> new TextTest.Exact(matcher.getExactMatch(), false);
          case PREFIX_MATCH -> new TextTest.Prefix(matcher.getPrefixMatch(), false);
          case SUFFIX_MATCH -> new TextTest.Suffix(matcher.getSuffixMatch(), false);
          case CONTAINS_MATCH -> TextTest.contains(matcher.getContainsMatch(), false);
          case SAFE_REGEX_MATCH ->
              new TextTest.Regex(
                  TextTest.regex(matcher.getSafeRegexMatch(), place.at("safe_regex_match")));
          case RANGE_MATCH ->
              new TextTest.Range(
                  matcher.getRangeMatch().getStart(), matcher.getRangeMatch().getEnd());
        };
    return test == null
        ? new HeaderTest.Present(!matcher.hasPresentMatch() || matcher.getPresentMatch())
        : new HeaderTest.Value(test);
  }

  private static ParameterTest parameter(QueryParameterMatcher matcher, Place place) {
    return new ParameterTest(
        matcher.getName(),
        matcher.hasStringMatch()
            ? TextTest.of(matcher.getStringMatch(), place.at("string_match"))
            : null);
  }
}
