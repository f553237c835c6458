package io.limpet.proxy.plan.match;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The query of a path, decoded (Envoy: http/utility.cc, `QueryParamsMulti`).
public final class QueryParameters {
  private QueryParameters() {}

  /// The first value of a parameter, or null if there is none.
  public static @Nullable String first(String path, String name) {
    @Nullable List<String> values = parse(path).get(name);
    return values == null ? null : values.getFirst();
  }

  /// The path without a parameter. The others are written anew, sorted, as Envoy does.
  public static String without(String path, String name) {
    int query = path.indexOf('?');
    if (query < 0) {
      return path;
    }
    Map<String, List<String>> left = parse(path);
    left.remove(name);
    StringBuilder text = new StringBuilder(path.substring(0, query));
    char before = '?';
    for (Map.Entry<String, List<String>> each : left.entrySet()) {
      for (String value : each.getValue()) {
        text.append(before).append(each.getKey()).append('=').append(value);
        before = '&';
      }
    }
    return text.toString();
  }

  private static Map<String, List<String>> parse(String path) {
    Map<String, List<String>> parameters = new TreeMap<>();
    int start = path.indexOf('?') + 1;
    while (start > 0 && start < path.length()) {
      int end = path.indexOf('&', start);
      int stop = end < 0 ? path.length() : end;
      int equals = path.indexOf('=', start);
      boolean valued = equals >= 0 && equals < stop;
      String key = decoded(path.substring(start, valued ? equals : stop));
      String value = valued ? decoded(path.substring(equals + 1, stop)) : "";
      parameters.computeIfAbsent(key, _ -> new ArrayList<>()).add(value);
      start = stop + 1;
    }
    return parameters;
  }

  /// What is no escape stays as it is.
  private static String decoded(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    StringBuilder decoded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
      int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
      if (text.charAt(i) == '%' && high >= 0 && low >= 0) {
        decoded.append((char) (high << 4 | low));
        i += 2;
      } else {
        decoded.append(text.charAt(i));
      }
    }
    return decoded.toString();
  }
}
