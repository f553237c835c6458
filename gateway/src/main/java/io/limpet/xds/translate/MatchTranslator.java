package io.limpet.xds.translate;

import com.google.protobuf.BoolValue;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.QueryParameterMatcher;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.type.matcher.v3.ListMatcher;
import io.envoyproxy.envoy.type.matcher.v3.MetadataMatcher;
import io.envoyproxy.envoy.type.matcher.v3.OrMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.envoyproxy.envoy.type.matcher.v3.ValueMatcher;
import io.limpet.mesh.PathMatch;
import io.limpet.mesh.RouteMatch.ClaimMatch;
import io.limpet.mesh.RouteMatch.NamedMatch;
import io.limpet.mesh.TextMatch;

/// Conditions on requests.
final class MatchTranslator {
  /// Where Envoy's JWT filter leaves the claims of a token that it accepted.
  private static final String JWT_FILTER = "envoy.filters.http.jwt_authn";

  private static final String JWT_PAYLOAD = "payload";

  private final ExpressionTranslator expressions;

  MatchTranslator(ExpressionTranslator expressions) {
    this.expressions = expressions;
  }

  RouteMatch match(io.limpet.mesh.RouteMatch match) {
    RouteMatch.Builder message = RouteMatch.newBuilder();
    switch (match.path()) {
      case PathMatch.Exact(String path) -> message.setPath(path);
      case PathMatch.Prefix(String prefix) -> message.setPrefix(prefix);
      case PathMatch.SeparatedPrefix(String prefix) -> message.setPathSeparatedPrefix(prefix);
      case PathMatch.Regex(String expression) ->
          message.setSafeRegex(expressions.matcher(expression));
    }
    if (match.written()) {
      message.setCaseSensitive(BoolValue.of(match.caseSensitive()));
    }
    match.headers().forEach(each -> message.addHeaders(header(each)));
    match.queryParameters().forEach(each -> message.addQueryParameters(parameter(each)));
    match.claims().forEach(each -> message.addDynamicMetadata(claim(each)));
    return message.build();
  }

  /// A header that must not match counts as empty where it is missing.
  private HeaderMatcher header(NamedMatch match) {
    HeaderMatcher.Builder message =
        HeaderMatcher.newBuilder().setName(match.name()).setInvertMatch(match.invert());
    if (match.match() instanceof TextMatch.Present) {
      return message.setPresentMatch(true).build();
    }
    return message
        .setStringMatch(expressions.text(match.match()))
        .setTreatMissingHeaderAsEmpty(match.invert())
        .build();
  }

  static HeaderMatcher exact(String name, String value) {
    return HeaderMatcher.newBuilder()
        .setName(name)
        .setStringMatch(StringMatcher.newBuilder().setExact(value))
        .build();
  }

  private QueryParameterMatcher parameter(NamedMatch match) {
    QueryParameterMatcher.Builder message =
        QueryParameterMatcher.newBuilder().setName(match.name());
    return match.match() instanceof TextMatch.Present
        ? message.setPresentMatch(true).build()
        : message.setStringMatch(expressions.text(match.match())).build();
  }

  /// A claim may be one text or a list of them; one that matches is enough.
  private MetadataMatcher claim(ClaimMatch match) {
    MetadataMatcher.Builder message =
        MetadataMatcher.newBuilder().setFilter(JWT_FILTER).setInvert(match.invert());
    message.addPathBuilder().setKey(JWT_PAYLOAD);
    match.claim().forEach(key -> message.addPathBuilder().setKey(key));
    ValueMatcher value = value(match.match());
    ValueMatcher inList =
        ValueMatcher.newBuilder().setListMatch(ListMatcher.newBuilder().setOneOf(value)).build();
    return message
        .setValue(
            ValueMatcher.newBuilder()
                .setOrMatch(
                    OrMatcher.newBuilder().addValueMatchers(inList).addValueMatchers(value)))
        .build();
  }

  private ValueMatcher value(TextMatch match) {
    return match instanceof TextMatch.Present
        ? ValueMatcher.newBuilder().setPresentMatch(true).build()
        : ValueMatcher.newBuilder().setStringMatch(expressions.text(match)).build();
  }
}
