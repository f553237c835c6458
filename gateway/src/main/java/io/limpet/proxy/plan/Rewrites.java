package io.limpet.proxy.plan;

import com.google.re2j.Pattern;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatchAndSubstitute;

/// The ways in which a path or a host is rewritten.
final class Rewrites {
  private Rewrites() {}

  /// The part of the path that the route matched gives way to another text, as text: `/a` → `/`
  /// makes `//b` of `/a/b`.
  record OfPrefix(PathTest matched, String replacement) implements Rewrite {
    @Override
    public String path(String path) {
      return replacement + path.substring(matched.replaced(path, PathTest.end(path)));
    }
  }

  /// All that the expression finds in the path without its query.
  record OfRegex(Pattern pattern, String substitution) implements Rewrite {
    @Override
    public String path(String path) {
      int end = PathTest.end(path);
      String rewritten = pattern.matcher(path.substring(0, end)).replaceAll(substitution);
      return rewritten + path.substring(end);
    }
  }

  /// The path without its query.
  record OfPath(String replacement) implements Rewrite {
    @Override
    public String path(String path) {
      boolean ownQuery = replacement.indexOf('?') >= 0;
      return ownQuery ? replacement : replacement + path.substring(PathTest.end(path));
    }
  }

  record OfHost(String host, Rewrite paths) implements Rewrite {
    @Override
    public String path(String path) {
      return paths.path(path);
    }

    @Override
    public String authority(String authority) {
      return host;
    }
  }

  static Rewrite regex(RegexMatchAndSubstitute message, Place place) {
    return new OfRegex(
        TextTest.regex(message.getPattern(), place.at("pattern")),
        substitution(message.getSubstitution()));
  }

  /// RE2 writes groups as `\1`, its Java port as `$1`.
  private static String substitution(String re2) {
    StringBuilder text = new StringBuilder(re2.length() + 4);
    for (int i = 0; i < re2.length(); i++) {
      char c = re2.charAt(i);
      char next = i + 1 < re2.length() ? re2.charAt(i + 1) : ' ';
      if (c == '\\' && next >= '0' && next <= '9') {
        text.append('$');
      } else if (c == '$' || (c == '\\' && next == '\\')) {
        text.append('\\').append(c);
        i += c == '\\' ? 1 : 0;
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
