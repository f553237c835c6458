package io.limpet.proxy.plan.reading.route;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.route.v3.Decorator;
import io.limpet.proxy.plan.Route;
import io.limpet.proxy.plan.VirtualHost.Entry;
import io.limpet.proxy.plan.filter.HeaderEdits;
import io.limpet.proxy.plan.filter.HttpChain;
import io.limpet.proxy.plan.match.RouteMatcher;
import io.limpet.proxy.plan.reading.fields.HeadText;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.filter.FilterScope;
import io.limpet.proxy.plan.reading.filter.HeaderEditReader;
import io.limpet.proxy.plan.reading.filter.HeaderEditReader.Level;
import io.limpet.proxy.plan.reading.http.TracingReader;
import io.limpet.proxy.plan.reading.match.MatchReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The routes of one virtual host: what its levels above say is already known.
final class RouteReader {

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
  private final TableRules rules;

  /// `filters` and `edits` are those of the virtual host and what is above it.
  RouteReader(
      io.envoyproxy.envoy.config.route.v3.VirtualHost host,
      FilterScope filters,
      List<Level> edits,
      TableRules rules) {
    this.host = host;
    this.filters = filters;
    this.edits = edits;
    this.rules = rules;
  }

  /// The route, or nothing if it never matches.
  Optional<Entry> read(io.envoyproxy.envoy.config.route.v3.Route message, Place at) {
    at.onlyKnows(message, KNOWN);
    Optional<RouteMatcher> matcher =
        new MatchReader(message.getMatch(), rules.pathParameters(), at.at("match")).read();
    return matcher.map(found -> new Entry(found, route(message, found, at)));
  }

  private Route route(
      io.envoyproxy.envoy.config.route.v3.Route message, RouteMatcher matcher, Place at) {
    Scope scope =
        new Scope(filters, edits, null, bufferBytes(message))
            .inRoute(message, message.getTypedPerFilterConfigMap(), at);
    Route.Action action =
        switch (message.getActionCase()) {
          case ROUTE ->
              new ForwardReader(message.getRoute(), matcher.path(), scope, at.at("route"))
                  .read(host.getRetryPolicy());
          case REDIRECT ->
              AnswerReader.redirect(message.getRedirect(), matcher.path(), at.at("redirect"));
          case DIRECT_RESPONSE ->
              AnswerReader.directResponse(
                  message.getDirectResponse(), rules.maxBodyBytes(), at.at("direct_response"));
          case FILTER_ACTION, NON_FORWARDING_ACTION, ACTION_NOT_SET ->
              throw at.refused("has no action that is carried out; give it route or redirect");
        };
    return new Route(
        message.getName(),
        action,
        scope.filters(),
        scope.headerEdits(),
        host.getIncludeRequestAttemptCount(),
        host.getIncludeAttemptCountInResponse(),
        decorator(message.getDecorator(), at.at("decorator")),
        TracingReader.ofRoute(message, at.at("tracing")));
  }

  private static String decorator(Decorator decorator, Place at) {
    at.onlyKnows(decorator, Set.of("operation", "propagate"));
    boolean told = !decorator.hasPropagate() || decorator.getPropagate().getValue();
    return told ? HeadText.bytes(decorator.getOperation()) : "";
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
    private final @Nullable Level ofWeighted;
    private final long bufferBytes;

    private Scope(
        FilterScope filters,
        List<Level> fromSpecific,
        @Nullable Level ofWeighted,
        long bufferBytes) {
      this.filters = filters;
      this.fromSpecific = fromSpecific;
      this.ofWeighted = ofWeighted;
      this.bufferBytes = bufferBytes;
    }

    private Scope inRoute(Message level, Map<String, Any> perFilter, Place at) {
      List<Level> levels = new ArrayList<>();
      levels.add(HeaderEditReader.read(level, at));
      levels.addAll(fromSpecific);
      return new Scope(
          filters.inside(perFilter, at.at("typed_per_filter_config")), levels, null, bufferBytes);
    }

    Scope inWeighted(Message level, Map<String, Any> perFilter, Place at) {
      return new Scope(
          filters.inside(perFilter, at.at("typed_per_filter_config")),
          fromSpecific,
          HeaderEditReader.read(level, at),
          bufferBytes);
    }

    TableRules rules() {
      return rules;
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
      return HeaderEditReader.join(fromSpecific, ofWeighted, rules.specificEditsWin());
    }
  }
}
