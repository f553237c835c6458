package io.limpet.model.gatewayapi;

import io.limpet.model.fields.Fields;
import io.limpet.model.gatewayapi.SessionPersistence.Carrier;
import io.limpet.model.gatewayapi.SessionPersistence.Cookie;
import io.limpet.model.gatewayapi.SessionPersistence.Header;
import java.time.Duration;
import java.util.Map;

/// Reads `sessionPersistence` in both its forms: that of the releases up to 1.6 (`sessionName`,
/// `cookieConfig`), and the later union of `cookie` and `header`.
final class SessionPersistenceReader {
  private static final Map<String, Boolean> IN_HEADER = Map.of("Cookie", false, "Header", true);
  private static final Map<String, Boolean> PERMANENT = Map.of("Session", false, "Permanent", true);

  private SessionPersistenceReader() {}

  static SessionPersistence read(Fields session) {
    boolean header = session.word("type", IN_HEADER, false);
    session.oneOf("sessionName", "cookie", "header");
    session.oneOf("cookieConfig", "cookie");
    checkMember(session, header);
    Duration absolute = session.loose("absoluteTimeout", key -> Texts.duration(session, key));
    Carrier carrier = header ? header(session) : cookie(session);
    if (carrier instanceof Cookie cookie && cookie.permanent() && absolute == null) {
      session.refuse(
          "absoluteTimeout", "missing-field", "is missing; a permanent cookie must end some time");
    }
    return new SessionPersistence(
        carrier, absolute, session.loose("idleTimeout", key -> Texts.duration(session, key)));
  }

  /// A cluster refuses the members of the type that is not meant.
  private static void checkMember(Fields session, boolean header) {
    for (String key : header ? new String[] {"cookie", "cookieConfig"} : new String[] {"header"}) {
      if (session.has(key)) {
        session.refuse(
            key,
            "one-of",
            "cannot stand beside the type "
                + (header ? "Header" : "Cookie")
                + "; remove it, or change the type");
      }
    }
  }

  private static Carrier header(Fields session) {
    String named = session.part("header", each -> Texts.token(each, "name"));
    return new Header(named == null ? name(session, "sessionName") : named);
  }

  private static Carrier cookie(Fields session) {
    Cookie later =
        session.part("cookie", each -> new Cookie(name(each, "name"), path(each), permanent(each)));
    if (later != null) {
      return later;
    }
    Boolean permanent = session.part("cookieConfig", SessionPersistenceReader::permanent);
    return new Cookie(name(session, "sessionName"), "", Boolean.TRUE.equals(permanent));
  }

  private static String name(Fields fields, String key) {
    return fields.text(key).isEmpty() ? "" : Texts.token(fields, key);
  }

  private static boolean permanent(Fields cookie) {
    return cookie.word("lifetimeType", PERMANENT, false);
  }

  private static String path(Fields cookie) {
    String path = cookie.text("path");
    if (!path.isEmpty() && !path.startsWith("/")) {
      cookie.refuse("path", "bad-path", "\"" + path + "\" is no path; begin it with /");
    }
    return path;
  }
}
