package io.limpet.proxy.plan.reading.route;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.core.v3.SubstitutionFormatString;
import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.RedirectAction;
import io.limpet.proxy.plan.Rewrite;
import io.limpet.proxy.plan.Rewrites;
import io.limpet.proxy.plan.Route.DirectResponse;
import io.limpet.proxy.plan.Route.Redirect;
import io.limpet.proxy.plan.format.BodyFormat;
import io.limpet.proxy.plan.match.PathTest;
import io.limpet.proxy.plan.reading.fields.DataSources;
import io.limpet.proxy.plan.reading.fields.HeadText;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.format.BodyFormatReader;
import io.limpet.proxy.plan.reading.match.RegexReader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The actions of a route that send no request on: `redirect` and `direct_response`.
final class AnswerReader {
  private static final int BODY_FORMAT_FIELD = 3;
  private static final int LEAST_STATUS = 200;
  private static final int MOST_STATUS = 599;

  private AnswerReader() {}

  static Redirect redirect(RedirectAction action, PathTest matched, Place at) {
    at.onlyKnows(
        action,
        Set.of(
            "https_redirect",
            "scheme_redirect",
            "host_redirect",
            "port_redirect",
            "path_redirect",
            "prefix_rewrite",
            "regex_rewrite",
            "response_code",
            "strip_query"));
    Rewrite path =
        switch (action.getPathRewriteSpecifierCase()) {
          case PATH_REDIRECT -> path(HeadText.bytes(action.getPathRedirect()));
          case PREFIX_REWRITE -> prefix(matched, HeadText.bytes(action.getPrefixRewrite()));
          case REGEX_REWRITE ->
              new Rewrites.OfRegexUnlessEmpty(
                  RegexReader.replacement(action.getRegexRewrite(), at.at("regex_rewrite")));
          case PATHREWRITESPECIFIER_NOT_SET -> Rewrite.NONE;
        };
    int status =
        switch (action.getResponseCode()) {
          case MOVED_PERMANENTLY, UNRECOGNIZED -> 301;
          case FOUND -> 302;
          case SEE_OTHER -> 303;
          case TEMPORARY_REDIRECT -> 307;
          case PERMANENT_REDIRECT -> 308;
        };
    String scheme =
        action.getHttpsRedirect() ? "https" : HeadText.bytes(action.getSchemeRedirect());
    return new Redirect(
        status,
        scheme,
        HeadText.bytes(action.getHostRedirect()),
        action.getPortRedirect(),
        path,
        action.getStripQuery());
  }

  private static Rewrite path(String path) {
    return path.isEmpty()
        ? Rewrite.NONE
        : new Rewrites.OfPath(path.startsWith("/") ? path : "/" + path);
  }

  private static Rewrite prefix(PathTest matched, String prefix) {
    return prefix.isEmpty() ? Rewrite.NONE : new Rewrites.OfPrefix(matched, prefix);
  }

  static DirectResponse directResponse(DirectResponseAction action, long maxBytes, Place at) {
    at.onlyKnows(action, Set.of("status", "body"), Set.of(BODY_FORMAT_FIELD));
    int status = action.getStatus();
    if (status < LEAST_STATUS || status > MOST_STATUS) {
      throw at.at("status").refused("must be from 200 to 599, not " + status);
    }
    Place place = at.at("body");
    String body = action.hasBody() ? DataSources.read(action.getBody(), place) : "";
    if (body.length() > maxBytes) {
      throw place.refused(
          "has %d bytes; max_direct_response_body_size_bytes allows %d"
              .formatted(body.length(), maxBytes));
    }
    return new DirectResponse(status, body, bodyFormat(action, at.at("body_format")));
  }

  /// The field is newer than the API classes here.
  private static @Nullable BodyFormat bodyFormat(DirectResponseAction action, Place at) {
    if (!action.getUnknownFields().hasField(BODY_FORMAT_FIELD)) {
      return null;
    }
    SubstitutionFormatString.Builder format = SubstitutionFormatString.newBuilder();
    try {
      for (ByteString bytes :
          action.getUnknownFields().getField(BODY_FORMAT_FIELD).getLengthDelimitedList()) {
        format.mergeFrom(bytes);
      }
    } catch (InvalidProtocolBufferException e) {
      throw at.refused("cannot be read: " + e.getMessage());
    }
    return BodyFormatReader.read(format.build(), at);
  }
}
