package io.limpet.proxy.plan;

import io.limpet.proxy.plan.match.PathTest;
import io.limpet.proxy.plan.match.RegexReplacement;

/// The ways in which a path is rewritten.
public final class Rewrites {
  private Rewrites() {}

  /// The part of the path that the route matched gives way to another text, as text: `/a` → `/`
  /// makes `//b` of `/a/b`.
  public record OfPrefix(PathTest matched, String replacement) implements Rewrite {
    @Override
    public String path(String path) {
      return replacement + path.substring(matched.replaced(path, PathTest.end(path)));
    }
  }

  /// All that the expression finds in the path without its query.
  public record OfRegex(RegexReplacement replacement) implements Rewrite {
    @Override
    public String path(String path) {
      int end = PathTest.end(path);
      return replacement.replaceAll(path.substring(0, end)) + path.substring(end);
    }
  }

  /// The same in a redirect, where a path of which nothing is left stays as it was.
  public record OfRegexUnlessEmpty(RegexReplacement replacement) implements Rewrite {
    @Override
    public String path(String path) {
      int end = PathTest.end(path);
      String rewritten = replacement.replaceAll(path.substring(0, end));
      return rewritten.isEmpty() ? path : rewritten + path.substring(end);
    }
  }

  /// The path without its query.
  public record OfPath(String replacement) implements Rewrite {
    @Override
    public String path(String path) {
      boolean ownQuery = replacement.indexOf('?') >= 0;
      return ownQuery ? replacement : replacement + path.substring(PathTest.end(path));
    }
  }
}
