package io.limpet.proxy.plan;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.SubstitutionFormatString;
import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.RedirectAction;
import io.limpet.proxy.plan.HeaderEditReader.Level;
import io.limpet.proxy.plan.Route.DirectResponse;
import io.limpet.proxy.plan.Route.HeaderEdits;
import io.limpet.proxy.plan.Route.Redirect;
import io.limpet.proxy.plan.VirtualHost.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The routes of one virtual host: what its levels above say is already known.
final class RouteReader {
  private static final int BODY_FORMAT_FIELD = 3;

  private static final long AS_LISTENER = -1;

  private static final Set<String> KNOWN =
      Set.of(
          "name",
          "match",
          "route",
          "redirect",
          "direct_response",
          "metadata",
          "decorator",
          "tracing",
          "stat_prefix",
          "typed_per_filter_config",
          "per_request_buffer_limit_bytes",
          "request_body_buffer_limit",
          "request_headers_to_add",
          "request_headers_to_remove",
          "response_headers_to_add",
          "response_headers_to_remove");

  private final io.envoyproxy.envoy.config.route.v3.VirtualHost host;
  private final FilterScope filters;
  private final List<Level> edits;
  private final boolean specificWins;

  /// `filters` and `edits` are those of the virtual host and what is above it.
  RouteReader(
      io.envoyproxy.envoy.config.route.v3.VirtualHost host,
      FilterScope filters,
      List<Level> edits,
      boolean specificWins) {
    this.host = host;
    this.filters = filters;
    this.edits = edits;
    this.specificWins = specificWins;
  }

  /// The route, or nothing if it never matches.
  Optional<Entry> read(io.envoyproxy.envoy.config.route.v3.Route message, Place at) {
    at.onlyKnows(message, KNOWN);
    Optional<RouteMatcher> matcher = MatchReader.read(message.getMatch(), at.at("match"));
    return matcher.map(found -> new Entry(found, route(message, found, at)));
  }

  private Route route(
      io.envoyproxy.envoy.config.route.v3.Route message, RouteMatcher matcher, Place at) {
    Scope scope =
        new Scope(filters, edits, bufferBytes(message))
            .inside(message, message.getTypedPerFilterConfigMap(), at);
    Route.Action action =
        switch (message.getActionCase()) {
          case ROUTE ->
              new ForwardReader(message.getRoute(), matcher.path(), scope, at.at("route"))
                  .read(host.getRetryPolicy());
          case REDIRECT -> redirect(message.getRedirect(), matcher.path(), at.at("redirect"));
          case DIRECT_RESPONSE ->
              directResponse(message.getDirectResponse(), at.at("direct_response"));
          case FILTER_ACTION, NON_FORWARDING_ACTION, ACTION_NOT_SET ->
              throw at.refused("has no action that is carried out; give it route or redirect");
        };
    return new Route(
        message.getName(),
        action,
        scope.filters(),
        scope.headerEdits(),
        host.getIncludeRequestAttemptCount(),
        host.getIncludeAttemptCountInResponse());
  }

  /// The newer field counts, at the route or else at its host (Envoy: config_impl.cc,
  /// `getRouteBufferLimit`).
  @SuppressWarnings("deprecation") // the older field is still sent
  private long bufferBytes(io.envoyproxy.envoy.config.route.v3.Route message) {
    if (message.hasRequestBodyBufferLimit()) {
      return message.getRequestBodyBufferLimit().getValue();
    }
    if (message.hasPerRequestBufferLimitBytes()) {
      return Integer.toUnsignedLong(message.getPerRequestBufferLimitBytes().getValue());
    }
    if (host.hasRequestBodyBufferLimit()) {
      return host.getRequestBodyBufferLimit().getValue();
    }
    return host.hasPerRequestBufferLimitBytes()
        ? Integer.toUnsignedLong(host.getPerRequestBufferLimitBytes().getValue())
        : AS_LISTENER;
  }

  /// The filters and the header edits that hold at a level: the virtual host's, then a route's,
  /// then a weighted cluster's.
  final class Scope {
    private final FilterScope filters;
    private final List<Level> fromSpecific;
    private final long bufferBytes;

    private Scope(FilterScope filters, List<Level> fromSpecific, long bufferBytes) {
      this.filters = filters;
      this.fromSpecific = fromSpecific;
      this.bufferBytes = bufferBytes;
    }

    Scope inside(Message level, Map<String, Any> perFilter, Place at) {
      List<Level> levels = new ArrayList<>();
      levels.add(HeaderEditReader.read(level, at));
      levels.addAll(fromSpecific);
      return new Scope(
          filters.inside(perFilter, at.at("typed_per_filter_config")), levels, bufferBytes);
    }

    HttpChain filters() {
      return filters.chain();
    }

    /// The most of a body that is kept for retries and mirrors; below 0, as the listener says.
    long bufferBytes() {
      return bufferBytes;
    }

    boolean timeoutRetryHeader() {
      return host.getIncludeIsTimeoutRetryHeader();
    }

    HeaderEdits headerEdits() {
      return HeaderEditReader.join(fromSpecific, specificWins);
    }
  }

  private static Redirect redirect(RedirectAction action, PathTest matched, Place at) {
    Rewrite path =
        switch (action.getPathRewriteSpecifierCase()) {
          case PATH_REDIRECT -> new Rewrites.OfPath(action.getPathRedirect());
          case PREFIX_REWRITE -> new Rewrites.OfPrefix(matched, action.getPrefixRewrite());
          case REGEX_REWRITE -> Rewrites.regex(action.getRegexRewrite(), at.at("regex_rewrite"));
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
    String scheme = action.getHttpsRedirect() ? "https" : action.getSchemeRedirect();
    return new Redirect(
        status,
        scheme,
        action.getHostRedirect(),
        action.getPortRedirect(),
        path,
        action.getStripQuery());
  }

  private static DirectResponse directResponse(DirectResponseAction action, Place at) {
    at.onlyKnows(action, Set.of("status", "body"), Set.of(BODY_FORMAT_FIELD));
    if (action.getStatus() < 200 || action.getStatus() > 599) {
      throw at.at("status").refused("must be from 200 to 599, and is " + action.getStatus());
    }
    return new DirectResponse(
        action.getStatus(),
        action.hasBody() ? DataSources.read(action.getBody(), at.at("body")) : "",
        bodyFormat(action, at.at("body_format")));
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
