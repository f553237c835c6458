package io.limpet.proxy.plan.match;

import org.jspecify.annotations.Nullable;

/// The query of a path, undecoded, as Envoy matches and hashes it: names are compared with their
/// case, and of several parameters of one name the first counts.
public final class QueryString {
  private QueryString() {}

  /// The value, empty for a parameter without one, or null if the path has no such parameter.
  public static @Nullable String first(String path, String name) {
    int start = path.indexOf('?') + 1;
    if (start == 0) {
      return null;
    }
    int end = path.indexOf('#', start);
    return first(path, name, start, end < 0 ? path.length() : end);
  }

  private static @Nullable String first(String path, String name, int from, int end) {
    int start = from;
    while (start < end) {
      int next = path.indexOf('&', start);
      int stop = next < 0 || next > end ? end : next;
      int equals = start + name.length();
      if (equals <= stop && path.startsWith(name, start)) {
        if (equals == stop) {
          return "";
        }
        if (path.charAt(equals) == '=') {
          return path.substring(equals + 1, stop);
        }
      }
      start = stop + 1;
    }
    return null;
  }
}
