package io.limpet.session;

import java.util.List;

/// Where a token travels.
public sealed interface TokenCarrier {
  /// In a header of request and response; the name is in lower case.
  record Header(String name) implements TokenCarrier {}

  /// In a cookie. `ttlSeconds` 0: it ends with the browser. `attributes` are written as they stand:
  /// `Secure`, `SameSite=Strict`.
  record Cookie(String name, String path, long ttlSeconds, List<String> attributes)
      implements TokenCarrier {
    public Cookie {
      attributes = List.copyOf(attributes);
    }
  }
}
