package io.limpet.proxy.plan.reading.match;

import com.google.protobuf.ByteString;
import com.google.re2j.Pattern;
import io.envoyproxy.envoy.config.core.v3.RuntimeFractionalPercent;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.QueryParameterMatcher;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.RouteMatch.TlsContextMatchOptions;
import io.limpet.proxy.plan.match.CertificateTest;
import io.limpet.proxy.plan.match.CertificateTest.Wanted;
import io.limpet.proxy.plan.match.Fraction;
import io.limpet.proxy.plan.match.HeaderTest;
import io.limpet.proxy.plan.match.MetadataTest;
import io.limpet.proxy.plan.match.PathTest;
import io.limpet.proxy.plan.match.RouteMatcher;
import io.limpet.proxy.plan.match.RouteMatcher.CookieTest;
import io.limpet.proxy.plan.match.RouteMatcher.ParameterTest;
import io.limpet.proxy.plan.match.TextTest;
import io.limpet.proxy.plan.reading.fields.HeadText;
import io.limpet.proxy.plan.reading.fields.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// A route's `match`.
public final class MatchReader {
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
          "tls_context",
          "grpc",
          "dynamic_metadata",
          "connect_matcher");

  private static final Set<String> KNOWN_OF_HEADER =
      Set.of(
          "name",
          "exact_match",
          "safe_regex_match",
          "range_match",
          "present_match",
          "prefix_match",
          "suffix_match",
          "contains_match",
          "string_match",
          "invert_match",
          "treat_missing_header_as_empty");

  /// `cookies`, which is newer than the classes of Envoy's API here.
  private static final int COOKIES = 17;

  /// Envoy: grpc/common.cc, `hasGrpcContentType`.
  private static final TextTest GRPC =
      new TextTest.Regex(Pattern.compile("application/grpc(?:\\+(?s:.*))?"));

  private static final Set<String> NARROWING = Set.of("path_match_policy", "filter_state");

  private final RouteMatch match;
  private final boolean pathParameters;
  private final Place place;

  /// `pathParameters`: what stands behind a `;` counts.
  public MatchReader(RouteMatch match, boolean pathParameters, Place place) {
    this.match = match;
    this.pathParameters = pathParameters;
    this.place = place;
  }

  /// Nothing if the match has a condition that is not known here: to leave that out would match
  /// requests that the route is not for.
  public Optional<RouteMatcher> read() {
    boolean narrowed =
        match.getAllFields().keySet().stream().anyMatch(f -> NARROWING.contains(f.getName()));
    boolean unknown =
        match.getUnknownFields().asMap().keySet().stream().anyMatch(n -> n != COOKIES);
    if (narrowed || unknown) {
      place.ignored("has a condition that is not carried out, so that the route never matches");
      return Optional.empty();
    }
    place.onlyKnows(match, KNOWN, Set.of(COOKIES));
    Fraction fraction =
        match.hasRuntimeFraction()
            ? fraction(match.getRuntimeFraction(), place.at("runtime_fraction"))
            : Fraction.ALL;
    return Optional.of(
        new RouteMatcher(
            pathParameters || match.hasConnectMatcher()
                ? path()
                : new PathTest.WithoutParameters(path()),
            headers(),
            parameters(),
            cookies(),
            metadata(),
            certificate(),
            fraction));
  }

  private CertificateTest certificate() {
    TlsContextMatchOptions tls = match.getTlsContext();
    return new CertificateTest(
        wanted(tls.hasPresented(), tls.getPresented().getValue()),
        wanted(tls.hasValidated(), tls.getValidated().getValue()));
  }

  private static Wanted wanted(boolean set, boolean value) {
    if (!set) {
      return Wanted.EITHER;
    }
    return value ? Wanted.YES : Wanted.NO;
  }

  static Fraction fraction(RuntimeFractionalPercent percent, Place at) {
    at.onlyKnows(percent, Set.of("default_value", "runtime_key"));
    if (!percent.hasDefaultValue()) {
      throw at.at("default_value").refused("is required");
    }
    return at.runtime().fraction(percent);
  }

  private List<HeaderTest> headers() {
    List<HeaderTest> headers = new ArrayList<>();
    for (int i = 0; i < match.getHeadersCount(); i++) {
      headers.add(header(match.getHeaders(i), place.at("headers", i)));
    }
    if (match.hasGrpc()) {
      headers.add(new HeaderTest("content-type", new HeaderTest.Value(GRPC), false, false));
    }
    return headers;
  }

  private List<MetadataTest> metadata() {
    List<MetadataTest> tests = new ArrayList<>();
    for (int i = 0; i < match.getDynamicMetadataCount(); i++) {
      tests.add(
          MetadataTestReader.read(match.getDynamicMetadata(i), place.at("dynamic_metadata", i)));
    }
    return tests;
  }

  private List<ParameterTest> parameters() {
    List<ParameterTest> parameters = new ArrayList<>();
    for (int i = 0; i < match.getQueryParametersCount(); i++) {
      parameters.add(parameter(match.getQueryParameters(i), place.at("query_parameters", i)));
    }
    return parameters;
  }

  private List<CookieTest> cookies() {
    List<ByteString> messages = match.getUnknownFields().getField(COOKIES).getLengthDelimitedList();
    List<CookieTest> tests = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      tests.add(CookieMatcher.read(messages.get(i), place.at("cookies", i)));
    }
    return tests;
  }

  private PathTest path() {
    boolean ignoreCase = match.hasCaseSensitive() && !match.getCaseSensitive().getValue();
    return switch (match.getPathSpecifierCase()) {
      case PREFIX -> new PathTest.Prefix(HeadText.bytes(match.getPrefix()), ignoreCase);
      case PATH -> new PathTest.Exact(HeadText.bytes(match.getPath()), ignoreCase);
      case PATH_SEPARATED_PREFIX ->
          new PathTest.SeparatedPrefix(
              separated(match.getPathSeparatedPrefix(), place.at("path_separated_prefix")),
              ignoreCase);
      case SAFE_REGEX ->
          new PathTest.Regex(RegexReader.pattern(match.getSafeRegex(), place.at("safe_regex")));
      case CONNECT_MATCHER -> {
        place.at("connect_matcher").onlyKnows(match.getConnectMatcher(), Set.of());
        yield new PathTest.None();
      }
      case PATH_MATCH_POLICY, PATHSPECIFIER_NOT_SET ->
          throw place.refused("says nothing of the path; prefix: / has all of them");
    };
  }

  private static String separated(String prefix, Place at) {
    if (prefix.isEmpty() || prefix.endsWith("/") || PathTest.end(prefix) < prefix.length()) {
      throw at.refused("\"" + prefix + "\" must not be empty, have ? or #, or end with /");
    }
    return HeadText.bytes(prefix);
  }

  public static HeaderTest header(HeaderMatcher matcher, Place place) {
    place.onlyKnows(matcher, KNOWN_OF_HEADER);
    if (matcher.getName().isEmpty()) {
      throw place.at("name").refused("is required");
    }
    return new HeaderTest(
        matcher.getName().toLowerCase(Locale.ROOT),
        wanted(matcher, place),
        matcher.getInvertMatch(),
        matcher.getTreatMissingHeaderAsEmpty());
  }

  /// The forms beside `string_match` are older, and Istio still sends some of them. An empty
  /// `exact_match` wants no more than that the header is there.
  @SuppressWarnings("deprecation")
  private static HeaderTest.Wanted wanted(HeaderMatcher matcher, Place place) {
    return switch (matcher.getHeaderMatchSpecifierCase()) {
      case PRESENT_MATCH -> new HeaderTest.Present(matcher.getPresentMatch());
      case HEADERMATCHSPECIFIER_NOT_SET -> new HeaderTest.Present(true);
      case STRING_MATCH ->
          value(TextTestReader.read(matcher.getStringMatch(), place.at("string_match")));
      case EXACT_MATCH ->
          matcher.getExactMatch().isEmpty()
              ? new HeaderTest.Present(true)
              : value(new TextTest.Exact(HeadText.bytes(matcher.getExactMatch()), false));
      case PREFIX_MATCH ->
          value(
              new TextTest.Prefix(
                  TextTestReader.some(matcher.getPrefixMatch(), place.at("prefix_match")), false));
      case SUFFIX_MATCH ->
          value(
              new TextTest.Suffix(
                  TextTestReader.some(matcher.getSuffixMatch(), place.at("suffix_match")), false));
      case CONTAINS_MATCH ->
          value(
              TextTest.contains(
                  TextTestReader.some(matcher.getContainsMatch(), place.at("contains_match")),
                  false));
      case SAFE_REGEX_MATCH ->
          value(
              new TextTest.Regex(
                  RegexReader.pattern(matcher.getSafeRegexMatch(), place.at("safe_regex_match"))));
      case RANGE_MATCH ->
          value(
              new TextTest.Range(
                  matcher.getRangeMatch().getStart(), matcher.getRangeMatch().getEnd()));
    };
  }

  private static HeaderTest.Wanted value(TextTest test) {
    return new HeaderTest.Value(test);
  }

  private static ParameterTest parameter(QueryParameterMatcher matcher, Place place) {
    if (matcher.getName().isEmpty()) {
      throw place.at("name").refused("is required");
    }
    String name = HeadText.bytes(matcher.getName());
    return switch (matcher.getQueryParameterMatchSpecifierCase()) {
      case STRING_MATCH ->
          new ParameterTest(
              name, true, TextTestReader.read(matcher.getStringMatch(), place.at("string_match")));
      case PRESENT_MATCH -> new ParameterTest(name, matcher.getPresentMatch(), null);
      case QUERYPARAMETERMATCHSPECIFIER_NOT_SET -> new ParameterTest(name, true, null);
    };
  }
}
