package io.limpet.proxy.plan;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.route.v3.FilterConfig;
import io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSession;
import io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSessionPerRoute;
import io.envoyproxy.envoy.extensions.http.stateful_session.cookie.v3.CookieBasedSessionState;
import io.envoyproxy.envoy.extensions.http.stateful_session.header.v3.HeaderBasedSessionState;
import io.envoyproxy.envoy.type.http.v3.Cookie;
import io.limpet.session.TokenCarrier;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Configurations of the `stateful_session` filter (stateful_session.proto).
final class SessionReader {
  private static final SessionPlan OFF = new SessionPlan.Off();
  private static final int UNAVAILABLE = 503;

  /// `status_on_strict_destination_not_found`, which is newer than the classes of Envoy's API here.
  private static final int STRICT_STATUS_FIELD = 4;

  private SessionReader() {}

  /// A chain's filter, under the name by which routes configure it, and what it does where they do
  /// not.
  record SessionFilter(String name, SessionPlan plan) {
    /// A chain without such a filter: what routes say of it then has no effect.
    static final SessionFilter NONE = new SessionFilter("", OFF);
  }

  static SessionFilter filter(String name, Any config, Place place) {
    return new SessionFilter(name, plan(place.unpack(config, StatefulSession.class), place));
  }

  /// What one level says (route, virtual host, route configuration), or null if it says nothing. A
  /// level that says something replaces those above it whole; none is merged.
  static @Nullable SessionPlan perRoute(
      Map<String, Any> configs, SessionFilter filter, Place place) {
    noteOthers(configs, filter, place);
    @Nullable Any config = configs.get(filter.name());
    return config == null ? null : perRoute(config, place.at(filter.name()));
  }

  private static SessionPlan perRoute(Any config, Place place) {
    if (config.is(FilterConfig.class)) {
      FilterConfig wrapper = place.unpack(config, FilterConfig.class);
      return wrapper.getDisabled() ? OFF : perRoute(wrapper.getConfig(), place.at("config"));
    }
    StatefulSessionPerRoute perRoute = place.unpack(config, StatefulSessionPerRoute.class);
    return perRoute.hasStatefulSession()
        ? plan(perRoute.getStatefulSession(), place.at("stateful_session"))
        : OFF;
  }

  private static void noteOthers(Map<String, Any> configs, SessionFilter filter, Place place) {
    for (String name : configs.keySet()) {
      if (!name.equals(filter.name()) && !HttpFilters.isWithoutEffect(name)) {
        place.at(name).ignored("this filter is not in the listener's chain, or not carried out");
      }
    }
  }

  private static SessionPlan plan(StatefulSession session, Place place) {
    if (!session.hasSessionState()) {
      return OFF;
    }
    int status = UNAVAILABLE;
    for (long number : session.getUnknownFields().getField(STRICT_STATUS_FIELD).getVarintList()) {
      status = number == 0 ? UNAVAILABLE : (int) number;
    }
    if (!session.getStatPrefix().isEmpty()) {
      place.at("stat_prefix").ignored("sessions are counted under Limpet's own names");
    }
    @Nullable TokenCarrier carrier = carrier(session.getSessionState(), place.at("session_state"));
    return carrier == null ? OFF : new SessionPlan.Pinned(carrier, session.getStrict(), status);
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
