package io.limpet.proxy.http;

import io.limpet.proxy.plan.format.FormatString.PathKind;
import io.limpet.proxy.plan.match.QueryString;
import org.jspecify.annotations.Nullable;

/// A request's path in format strings.
final class FormatPaths {
  private static final String ORIGINAL = "x-envoy-original-path";

  private FormatPaths() {}

  static @Nullable String path(Exchange exchange, boolean query, PathKind kind) {
    @Nullable String path =
        switch (kind) {
          case PATH -> FormatHeaders.request(exchange, ":path", "");
          case ORIG -> FormatHeaders.request(exchange, ORIGINAL, "");
          case ORIG_OR_PATH -> FormatHeaders.request(exchange, ORIGINAL, ":path");
        };
    return query ? path : withoutQuery(path);
  }

  static @Nullable String withoutQuery(@Nullable String path) {
    int mark = path == null ? -1 : path.indexOf('?');
    return path == null || mark < 0 ? path : path.substring(0, mark);
  }

  /// Without its question mark.
  static @Nullable String query(Exchange exchange) {
    @Nullable String path = FormatHeaders.request(exchange, ":path", "");
    int mark = path == null ? -1 : path.indexOf('?');
    return path == null || mark < 0 ? null : path.substring(mark + 1);
  }

  static @Nullable String queryParameter(Exchange exchange, String name) {
    @Nullable String path = FormatHeaders.request(exchange, ":path", "");
    @Nullable String value = path == null ? null : QueryString.first(path, name);
    return value == null || value.indexOf('%') < 0 ? value : decoded(value);
  }

  /// What is no escape stays as it is.
  private static String decoded(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int high = c == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
      int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
      if (low < 0) {
        out.append(c);
      } else {
        out.append((char) (high << 4 | low));
        i += 2;
      }
    }
    return out.toString();
  }
}
