package io.limpet.proxy.plan;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSession;
import io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSessionPerRoute;
import io.envoyproxy.envoy.extensions.http.stateful_session.cookie.v3.CookieBasedSessionState;
import io.envoyproxy.envoy.extensions.http.stateful_session.header.v3.HeaderBasedSessionState;
import io.envoyproxy.envoy.type.http.v3.Cookie;
import io.limpet.session.TokenCarrier;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Configurations of the `stateful_session` filter (stateful_session.proto).
final class SessionReader implements FilterReader {
  private static final int UNAVAILABLE = 503;

  /// `status_on_strict_destination_not_found`, which is newer than the classes of Envoy's API here.
  private static final int STRICT_STATUS_FIELD = 4;

  @Override
  public SessionPlan ofChain(Any config, Place place) {
    return plan(place.unpack(config, StatefulSession.class), place);
  }

  /// A level that says something replaces those above it whole; none is merged. That it says
  /// `disabled` is enough, whatever the value.
  @Override
  public SessionPlan ofLevel(Any config, Place place) {
    StatefulSessionPerRoute perRoute = place.unpack(config, StatefulSessionPerRoute.class);
    return perRoute.hasStatefulSession()
        ? plan(perRoute.getStatefulSession(), place.at("stateful_session"))
        : SessionPlan.OFF;
  }

  private static SessionPlan plan(StatefulSession session, Place place) {
    if (!session.hasSessionState()) {
      return SessionPlan.OFF;
    }
    int status = UNAVAILABLE;
    for (long number : session.getUnknownFields().getField(STRICT_STATUS_FIELD).getVarintList()) {
      status = number == 0 ? UNAVAILABLE : (int) number;
    }
    if (!session.getStatPrefix().isEmpty()) {
      place.at("stat_prefix").ignored("sessions are counted under Limpet's own names");
    }
    @Nullable TokenCarrier carrier = carrier(session.getSessionState(), place.at("session_state"));
    return carrier == null
        ? SessionPlan.OFF
        : new SessionPlan.Pinned(carrier, session.getStrict(), status);
  }

  private static @Nullable TokenCarrier carrier(TypedExtensionConfig state, Place place) {
    Any config = state.getTypedConfig();
    if (config.is(HeaderBasedSessionState.class)) {
      HeaderBasedSessionState header = place.unpack(config, HeaderBasedSessionState.class);
      return new TokenCarrier.Header(named(header.getName(), place).toLowerCase(Locale.ROOT));
    }
    if (config.is(CookieBasedSessionState.class)) {
      Cookie cookie = place.unpack(config, CookieBasedSessionState.class).getCookie();
      place.at("cookie").onlyKnows(cookie, Set.of("name", "ttl", "path", "attributes"));
      return new TokenCarrier.Cookie(
          named(cookie.getName(), place),
          cookie.getPath(),
          cookie.getTtl().getSeconds(),
          attributes(cookie));
    }
    place.ignored("only tokens in a header or a cookie are carried out; requests get no session");
    return null;
  }

  private static String named(String name, Place place) {
    if (name.isEmpty()) {
      throw place.at("name").refused("is required");
    }
    return name;
  }

  static List<String> attributes(Cookie cookie) {
    return cookie.getAttributesList().stream()
        .map(a -> a.getValue().isEmpty() ? a.getName() : a.getName() + "=" + a.getValue())
        .toList();
  }
}
