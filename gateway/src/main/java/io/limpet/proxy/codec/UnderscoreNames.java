package io.limpet.proxy.codec;

import io.limpet.proxy.plan.Http1Plan.Underscores;

/// What becomes of headers whose names have an underscore, which some endpoints cannot tell from a
/// hyphen (core/v3/protocol.proto, `headers_with_underscores_action`).
public final class UnderscoreNames {
  public static final int REFUSED = -1;

  private UnderscoreNames() {}

  /// How many were dropped, or [#REFUSED] if the request is.
  public static int heed(HeaderLines lines, Underscores action) {
    if (action == Underscores.ALLOW) {
      return 0;
    }
    int dropped = 0;
    for (int line = 0; line < lines.count(); line++) {
      if (!lines.gone(line) && hasUnderscore(lines, line)) {
        if (action == Underscores.REJECT) {
          return REFUSED;
        }
        lines.remove(line);
        dropped++;
      }
    }
    return dropped;
  }

  private static boolean hasUnderscore(HeaderLines lines, int line) {
    byte[] bytes = lines.bytes();
    for (int at = lines.name(line); at < lines.nameEnd(line); at++) {
      if (bytes[at] == '_') {
        return true;
      }
    }
    return false;
  }
}
