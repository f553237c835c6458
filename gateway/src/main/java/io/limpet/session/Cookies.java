package io.limpet.session;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Cookies as Envoy reads and writes them (source/common/http/utility.cc, `forEachCookie` and
/// `makeSetCookieValue`): stricter than browsers need, and not RFC 6265 to the letter.
public final class Cookies {
  private Cookies() {}

  /// The value of a cookie in one `cookie` header without its quotes, or null if it is not there.
  /// The first of its name counts, even if it is empty.
  public static @Nullable String find(String header, String name) {
    int start = 0;
    while (start < header.length()) {
      int end = header.indexOf(';', start);
      if (end < 0) {
        end = header.length();
      }
      while (start < end && header.charAt(start) == ' ') {
        start++;
      }
      if (isNamed(header, name, start, end)) {
        return unquoted(header, start + name.length() + 1, end);
      }
      start = end + 1;
    }
    return null;
  }

  /// The same in several `cookie` headers.
  public static @Nullable String find(List<String> headers, String name) {
    for (int i = 0; i < headers.size(); i++) {
      @Nullable String value = find(headers.get(i), name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  private static boolean isNamed(String header, String name, int start, int end) {
    int equals = start + name.length();
    return equals < end && header.charAt(equals) == '=' && header.startsWith(name, start);
  }

  private static String unquoted(String header, int start, int end) {
    boolean quoted =
        end - start >= 2 && header.charAt(start) == '"' && header.charAt(end - 1) == '"';
    return quoted ? header.substring(start + 1, end - 1) : header.substring(start, end);
  }

  /// The value of `set-cookie`. `HttpOnly` is always last, even where the attributes have it too.
  /// `ttlSeconds` 0: the cookie ends with the browser.
  public static String set(
      String name, String value, String path, long ttlSeconds, List<String> attributes) {
    StringBuilder text = new StringBuilder(96);
    text.append(name).append("=\"").append(value).append('"');
    if (ttlSeconds > 0) {
      text.append("; Max-Age=").append(ttlSeconds);
    }
    if (!path.isEmpty()) {
      text.append("; Path=").append(path);
    }
    for (int i = 0; i < attributes.size(); i++) {
      text.append("; ").append(attributes.get(i));
    }
    return text.append("; HttpOnly").toString();
  }
}
