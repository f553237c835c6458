package io.limpet.xds.translate;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSession;
import io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSessionPerRoute;
import io.envoyproxy.envoy.extensions.http.stateful_session.cookie.v3.CookieBasedSessionState;
import io.envoyproxy.envoy.extensions.http.stateful_session.envelope.v3.EnvelopeSessionState;
import io.envoyproxy.envoy.extensions.http.stateful_session.header.v3.HeaderBasedSessionState;
import io.envoyproxy.envoy.type.http.v3.Cookie;
import io.envoyproxy.envoy.type.http.v3.CookieAttribute;
import io.limpet.mesh.SessionPolicy;
import io.limpet.session.TokenCarrier;
import java.time.Duration;
import java.util.Map;

/// Strong sessions, as the configuration of the `stateful_session` filter on a route, a host or a
/// destination.
final class SessionTranslator {
  static final String FILTER = "envoy.filters.http.stateful_session";

  private SessionTranslator() {}

  static Map<String, Any> perRoute(SessionPolicy session) {
    return switch (session) {
      case SessionPolicy.None() -> Map.of();
      case SessionPolicy.Hashed _ -> Map.of(); // said by the route's hash policy
      case SessionPolicy.Pinned(TokenCarrier carrier) -> Map.of(FILTER, perRoute(carrier));
    };
  }

  private static Any perRoute(TokenCarrier carrier) {
    return Any.pack(
        StatefulSessionPerRoute.newBuilder()
            .setStatefulSession(StatefulSession.newBuilder().setSessionState(state(carrier)))
            .build());
  }

  private static TypedExtensionConfig state(TokenCarrier carrier) {
    return switch (carrier) {
      case TokenCarrier.Header(String name) ->
          TypedExtensionConfig.newBuilder()
              .setName("envoy.http.stateful_session.header")
              .setTypedConfig(Any.pack(HeaderBasedSessionState.newBuilder().setName(name).build()))
              .build();
      case TokenCarrier.Enveloped(String name) ->
          TypedExtensionConfig.newBuilder()
              .setName("envoy.http.stateful_session.envelope")
              .setTypedConfig(
                  Any.pack(
                      EnvelopeSessionState.newBuilder()
                          .setHeader(EnvelopeSessionState.Header.newBuilder().setName(name))
                          .build()))
              .build();
      case TokenCarrier.Cookie cookie ->
          TypedExtensionConfig.newBuilder()
              .setName("envoy.http.stateful_session.cookie")
              .setTypedConfig(
                  Any.pack(CookieBasedSessionState.newBuilder().setCookie(cookie(cookie)).build()))
              .build();
    };
  }

  private static Cookie cookie(TokenCarrier.Cookie cookie) {
    Cookie.Builder message = Cookie.newBuilder().setName(cookie.name()).setPath(cookie.path());
    if (cookie.ttlSeconds() > 0) {
      message.setTtl(Messages.duration(Duration.ofSeconds(cookie.ttlSeconds())));
    }
    for (String attribute : cookie.attributes()) {
      int equals = attribute.indexOf('=');
      message.addAttributes(
          CookieAttribute.newBuilder()
              .setName(equals < 0 ? attribute : attribute.substring(0, equals))
              .setValue(equals < 0 ? "" : attribute.substring(equals + 1)));
    }
    return message.build();
  }
}
