package io.limpet.proxy.plan.reading.filter;

import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtProvider.JwksSourceSpecifierCase;
import io.limpet.jwt.Jwks;
import io.limpet.proxy.plan.filter.Audiences;
import io.limpet.proxy.plan.filter.JwtPlaces;
import io.limpet.proxy.plan.filter.JwtProvider;
import io.limpet.proxy.plan.filter.JwtProvider.ClaimHeader;
import io.limpet.proxy.plan.filter.JwtProvider.Kept;
import io.limpet.proxy.plan.filter.JwtProvider.Passed;
import io.limpet.proxy.plan.filter.VerifiedTokens;
import io.limpet.proxy.plan.reading.fields.DataSources;
import io.limpet.proxy.plan.reading.fields.HeadText;
import io.limpet.proxy.plan.reading.fields.Place;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Reads who issues tokens.
final class JwtProviderReader {
  private static final long DEFAULT_SKEW_SECONDS = 60;
  private static final Set<String> KNOWN =
      Set.of(
          "issuer",
          "audiences",
          "local_jwks",
          "forward",
          "from_headers",
          "from_params",
          "from_cookies",
          "forward_payload_header",
          "pad_forward_payload_header",
          "payload_in_metadata",
          "header_in_metadata",
          "failed_status_in_metadata",
          "normalize_payload_in_metadata",
          "clock_skew_seconds",
          "jwt_cache_config",
          "claim_to_headers",
          "clear_route_cache");

  /// A provider and its message.
  record Read(
      JwtProvider provider,
      io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtProvider message) {}

  private JwtProviderReader() {}

  /// Sorted by name.
  static Map<String, Read> all(
      Map<String, io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtProvider> messages,
      Place place) {
    Map<String, Read> providers = new TreeMap<>();
    messages.forEach(
        (name, message) ->
            providers.put(
                name, new Read(provider(message, place.at("providers." + name)), message)));
    return providers;
  }

  private static JwtProvider provider(
      io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtProvider message, Place at) {
    if (message.getJwksSourceSpecifierCase() == JwksSourceSpecifierCase.REMOTE_JWKS) {
      throw at.at("remote_jwks").unserved("keys are not fetched by the proxy; give it local_jwks");
    }
    checkParts(message, at);
    if (!message.getFailedStatusInMetadata().isEmpty()) {
      at.at("failed_status_in_metadata").ignored("why a token is not good is kept for nobody");
    }
    if (!message.hasLocalJwks()) {
      throw at.refused("needs local_jwks");
    }
    String keys =
        new String(
            DataSources.read(message.getLocalJwks(), at.at("local_jwks"))
                .getBytes(StandardCharsets.ISO_8859_1),
            StandardCharsets.UTF_8);
    Jwks jwks = Jwks.read(keys);
    if (jwks.isEmpty()) {
      throw at.at("local_jwks").refused("has no key that can be used; give it a set of keys");
    }
    JwtPlaces.Builder places = new JwtPlaces.Builder();
    places(message, places);
    return new JwtProvider(
        HeadText.bytes(message.getIssuer()),
        new Audiences(message.getAudiencesList().stream().map(HeadText::bytes).toList()),
        message.getClockSkewSeconds() == 0
            ? DEFAULT_SKEW_SECONDS
            : Integer.toUnsignedLong(message.getClockSkewSeconds()),
        jwks,
        new VerifiedTokens(),
        places.build(),
        passed(message),
        new Kept(
            message.getPayloadInMetadata(),
            message.getHeaderInMetadata(),
            message.getNormalizePayloadInMetadata().getSpaceDelimitedClaimsList(),
            message.getClearRouteCache()));
  }

  private static void checkParts(
      io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtProvider message, Place at) {
    at.onlyServes(message, KNOWN);
    for (int i = 0; i < message.getFromHeadersCount(); i++) {
      at.at("from_headers", i)
          .onlyServes(message.getFromHeaders(i), Set.of("name", "value_prefix"));
    }
    for (int i = 0; i < message.getClaimToHeadersCount(); i++) {
      at.at("claim_to_headers", i)
          .onlyServes(message.getClaimToHeaders(i), Set.of("header_name", "claim_name"));
    }
    at.at("normalize_payload_in_metadata")
        .onlyServes(message.getNormalizePayloadInMetadata(), Set.of("space_delimited_claims"));
  }

  private static Passed passed(
      io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtProvider message) {
    return new Passed(
        message.getForward(),
        lower(message.getForwardPayloadHeader()),
        message.getPadForwardPayloadHeader(),
        message.getClaimToHeadersList().stream()
            .map(
                each ->
                    new ClaimHeader(
                        lower(each.getHeaderName()),
                        List.of(HeadText.bytes(each.getClaimName()).split("\\.", -1))))
            .toList());
  }

  /// Adds the places where the provider looks for tokens.
  static void places(
      io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtProvider message,
      JwtPlaces.Builder places) {
    String issuer = HeadText.bytes(message.getIssuer());
    message
        .getFromHeadersList()
        .forEach(
            each ->
                places.header(
                    lower(each.getName()), HeadText.bytes(each.getValuePrefix()), issuer));
    message.getFromParamsList().forEach(each -> places.param(HeadText.bytes(each), issuer));
    message.getFromCookiesList().forEach(each -> places.cookie(HeadText.bytes(each), issuer));
    if (message.getFromHeadersCount() == 0
        && message.getFromParamsCount() == 0
        && message.getFromCookiesCount() == 0) {
      places.header("authorization", "Bearer ", issuer);
      places.param("access_token", issuer);
    }
    if (!message.getForwardPayloadHeader().isEmpty()) {
      places.ours(lower(message.getForwardPayloadHeader()));
    }
    message.getClaimToHeadersList().forEach(each -> places.ours(lower(each.getHeaderName())));
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
