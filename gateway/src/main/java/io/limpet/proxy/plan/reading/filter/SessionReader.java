package io.limpet.proxy.plan.reading.filter;

import com.google.protobuf.Any;
import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSession;
import io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSessionPerRoute;
import io.envoyproxy.envoy.extensions.http.stateful_session.cookie.v3.CookieBasedSessionState;
import io.envoyproxy.envoy.extensions.http.stateful_session.envelope.v3.EnvelopeSessionState;
import io.envoyproxy.envoy.extensions.http.stateful_session.header.v3.HeaderBasedSessionState;
import io.envoyproxy.envoy.type.http.v3.Cookie;
import io.limpet.proxy.plan.filter.SessionPlan;
import io.limpet.proxy.plan.filter.SessionPlan.Stats;
import io.limpet.proxy.plan.reading.fields.HeadText;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.session.TokenCarrier;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Configurations of the `stateful_session` filter (stateful_session.proto).
final class SessionReader implements FilterReader {
  private static final int UNAVAILABLE = 503;

  /// `status_on_strict_destination_not_found`, which is newer than the classes of Envoy's API here.
  private static final int STRICT_STATUS_FIELD = 4;

  private static final Set<String> KNOWN = Set.of("session_state", "strict", "stat_prefix");

  @Override
  public SessionPlan ofChain(Any config, Place place) {
    return plan(place.unpack(config, StatefulSession.class), false, place);
  }

  /// A level that says something replaces those above it whole; none is merged. That it says
  /// `disabled` is enough, whatever the value.
  @Override
  public SessionPlan ofLevel(Any config, Place place) {
    StatefulSessionPerRoute perRoute = place.unpack(config, StatefulSessionPerRoute.class);
    return perRoute.hasStatefulSession()
        ? plan(perRoute.getStatefulSession(), true, place.at("stateful_session"))
        : SessionPlan.OFF;
  }

  private static SessionPlan plan(StatefulSession session, boolean ofRoute, Place place) {
    place.onlyKnows(session, KNOWN, Set.of(STRICT_STATUS_FIELD));
    String prefix = session.getStatPrefix();
    Stats stats = prefix.isEmpty() ? Stats.NONE : new Stats(prefix, ofRoute);
    if (!session.hasSessionState()) {
      return stats.prefix().isEmpty() ? SessionPlan.OFF : new SessionPlan.Stateless(stats);
    }
    return new SessionPlan.Pinned(
        carrier(session.getSessionState(), place.at("session_state")),
        session.getStrict(),
        strictStatus(session),
        stats);
  }

  private static int strictStatus(StatefulSession session) {
    int status = UNAVAILABLE;
    for (long number : session.getUnknownFields().getField(STRICT_STATUS_FIELD).getVarintList()) {
      status = number == 0 ? UNAVAILABLE : (int) number;
    }
    return status;
  }

  private static TokenCarrier carrier(TypedExtensionConfig state, Place place) {
    Any config = state.getTypedConfig();
    if (config.is(HeaderBasedSessionState.class)) {
      called("header", state, place);
      HeaderBasedSessionState header = place.unpack(config, HeaderBasedSessionState.class);
      place.onlyKnows(header, Set.of("name"));
      return new TokenCarrier.Header(named(header.getName(), place).toLowerCase(Locale.ROOT));
    }
    if (config.is(EnvelopeSessionState.class)) {
      called("envelope", state, place);
      EnvelopeSessionState envelope = place.unpack(config, EnvelopeSessionState.class);
      place.onlyKnows(envelope, Set.of("header"));
      String name = named(envelope.getHeader().getName(), place.at("header"));
      return new TokenCarrier.Enveloped(name.toLowerCase(Locale.ROOT));
    }
    if (config.is(CookieBasedSessionState.class)) {
      called("cookie", state, place);
      CookieBasedSessionState cookie = place.unpack(config, CookieBasedSessionState.class);
      place.onlyKnows(cookie, Set.of("cookie"));
      return cookie(cookie.getCookie(), place.at("cookie"));
    }
    throw place.refused(
        "\"" + config.getTypeUrl() + "\" is no session state; use cookie, header or envelope");
  }

  /// Envoy finds this extension by its name, unlike others (stateful_session.cc).
  private static void called(String kind, TypedExtensionConfig state, Place place) {
    String name = "envoy.http.stateful_session." + kind;
    if (!state.getName().equals(name)) {
      throw place.at("name").refused("must be " + name + ", for Envoy goes by it");
    }
  }

  private static TokenCarrier cookie(Cookie cookie, Place place) {
    place.onlyKnows(cookie, Set.of("name", "ttl", "path", "attributes"));
    if (Durations.isNegative(cookie.getTtl())) {
      throw place.at("ttl").refused("must not be negative");
    }
    return new TokenCarrier.Cookie(
        named(cookie.getName(), place),
        HeadText.bytes(cookie.getPath()),
        cookie.getTtl().getSeconds(),
        attributes(cookie));
  }

  private static String named(String name, Place place) {
    if (name.isEmpty()) {
      throw place.at("name").refused("is required");
    }
    return HeadText.bytes(name);
  }

  static List<String> attributes(Cookie cookie) {
    return cookie.getAttributesList().stream()
        .map(a -> a.getValue().isEmpty() ? a.getName() : a.getName() + "=" + a.getValue())
        .map(HeadText::bytes)
        .toList();
  }
}
