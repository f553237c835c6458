package io.limpet.session;

import java.util.List;

/// Where a token travels.
public sealed interface TokenCarrier {
  /// In a header of request and response; the name is in lower case.
  record Header(String name) implements TokenCarrier {}

  /// In a header beside the endpoint's own value: see [Envelope]. The name is in lower case.
  record Enveloped(String name) implements TokenCarrier {}

  /// In a cookie. `ttlSeconds` 0: it ends with the browser. `attributes` are written as they stand:
  /// `Secure`, `SameSite=Strict`.
  record Cookie(String name, String path, long ttlSeconds, List<String> attributes)
      implements TokenCarrier {
    public Cookie {
      attributes = List.copyOf(attributes);
    }

    /// Whether requests for this path, query included, take part in the session (Envoy: stateful_
    /// session/cookie/cookie.cc, `requestPathMatchesCookiePath`).
    public boolean appliesTo(String requestPath) {
      if (path.isEmpty() || path.equals("/")) {
        return true;
      }
      if (!requestPath.startsWith(path)) {
        return false;
      }
      return path.endsWith("/")
          || requestPath.length() == path.length()
          || "/?#".indexOf(requestPath.charAt(path.length())) >= 0;
    }
  }
}
