package io.limpet.mesh.building.routes;

import io.limpet.mesh.SessionPolicy;
import io.limpet.mesh.SessionPolicy.Pinned;
import io.limpet.model.gatewayapi.SessionPersistence;
import io.limpet.session.TokenCarrier;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Strong sessions as a rule of the Gateway API asks for them (GEP-1619). The token is the rule's
/// own, whatever other rules lead to the same Service.
public final class RouteSessions {
  /// What the GEP recommends; Secure would lose the session of plain HTTP.
  private static final List<String> PLAIN = List.of("SameSite=Strict");

  private static final List<String> OVER_TLS = List.of("SameSite=Strict", "Secure");

  private RouteSessions() {}

  /// `overTls`: callers reach the rule by TLS alone.
  public static SessionPolicy policy(SessionPersistence session, boolean overTls) {
    String name = session.carrier().name();
    return new Pinned(
        switch (session.carrier()) {
          case SessionPersistence.Header _ ->
              new TokenCarrier.Header(name.toLowerCase(Locale.ROOT));
          case SessionPersistence.Cookie cookie ->
              new TokenCarrier.Cookie(
                  name,
                  cookie.path().isEmpty() ? "/" : cookie.path(),
                  ttlSeconds(cookie, session.absoluteTimeout()),
                  overTls ? OVER_TLS : PLAIN);
        });
  }

  /// A session cookie has none: how long it may live at most, only its value could say.
  private static long ttlSeconds(SessionPersistence.Cookie cookie, @Nullable Duration timeout) {
    return cookie.permanent() && timeout != null ? Math.max(1, timeout.toSeconds()) : 0;
  }
}
