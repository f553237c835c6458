package io.limpet.proxy.balance;

import io.limpet.proxy.head.RequestHead;
import io.limpet.session.Cookies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds a cookie among a request's `cookie` headers: the first of its name counts.
final class CookieHeaders {
  private CookieHeaders() {}

  static @Nullable String find(RequestHead head, String name) {
    @Nullable String first = head.header("cookie");
    if (first == null) {
      return null;
    }
    @Nullable String value = Cookies.find(first, name);
    return value == null ? findInRest(head.headers("cookie"), name) : value;
  }

  private static @Nullable String findInRest(List<String> headers, String name) {
    for (int i = 1; i < headers.size(); i++) {
      @Nullable String value = Cookies.find(headers.get(i), name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }
}
