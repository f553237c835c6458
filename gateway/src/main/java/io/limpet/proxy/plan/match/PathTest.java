package io.limpet.proxy.plan.match;

import com.google.re2j.Pattern;

/// Whether a path is as a route wants it; its query, from `end` on, is not looked at.
public sealed interface PathTest {
  boolean test(String path, int end);

  /// How much of the path `prefix_rewrite` replaces.
  int replaced(String path, int end);

  /// A CONNECT, which has no path; nothing else is for it (Envoy: config_impl.cc,
  /// supportsPathlessHeaders).
  record None() implements PathTest {
    @Override
    public boolean test(String path, int end) {
      return true;
    }

    @Override
    public int replaced(String path, int end) {
      return end;
    }
  }

  record Exact(String wanted, boolean ignoreCase) implements PathTest {
    @Override
    public boolean test(String path, int end) {
      return end == wanted.length() && path.regionMatches(ignoreCase, 0, wanted, 0, end);
    }

    @Override
    public int replaced(String path, int end) {
      return wanted.length();
    }
  }

  /// Of characters: `/zw` has `/zwx` too.
  record Prefix(String wanted, boolean ignoreCase) implements PathTest {
    @Override
    public boolean test(String path, int end) {
      return end >= wanted.length()
          && path.regionMatches(ignoreCase, 0, wanted, 0, wanted.length());
    }

    @Override
    public int replaced(String path, int end) {
      return wanted.length();
    }
  }

  /// Of whole segments.
  record SeparatedPrefix(String wanted, boolean ignoreCase) implements PathTest {
    @Override
    public boolean test(String path, int end) {
      int length = wanted.length();
      return end >= length
          && (end == length || path.charAt(length) == '/')
          && path.regionMatches(ignoreCase, 0, wanted, 0, length);
    }

    @Override
    public int replaced(String path, int end) {
      return wanted.length();
    }
  }

  record Regex(Pattern pattern) implements PathTest {
    @Override
    public boolean test(String path, int end) {
      return pattern.matches(path.substring(0, end));
    }

    @Override
    public int replaced(String path, int end) {
      return end;
    }
  }

  /// The same without parameters: what stands from a `;` to the end of its segment (Envoy:
  /// `ignore_path_parameters_in_path_matching`).
  record WithoutParameters(PathTest test) implements PathTest {
    @Override
    public boolean test(String path, int end) {
      int parameter = path.indexOf(';');
      if (parameter < 0 || parameter >= end) {
        return test.test(path, end);
      }
      StringBuilder rest = new StringBuilder(end).append(path, 0, parameter);
      boolean inside = false;
      for (int i = parameter; i < end; i++) {
        char c = path.charAt(i);
        inside = c == ';' || (inside && c != '/');
        if (!inside) {
          rest.append(c);
        }
      }
      return test.test(rest.toString(), rest.length());
    }

    @Override
    public int replaced(String path, int end) {
      return test.replaced(path, end);
    }
  }

  /// Where a path's query or fragment begins.
  static int end(String path) {
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '?' || c == '#') {
        return i;
      }
    }
    return path.length();
  }
}
