package io.limpet.mesh.security;

/// A condition on a text (Envoy's StringMatcher).
public sealed interface Text {
  record Exact(String value, boolean ignoreCase) implements Text {}

  record Prefix(String value, boolean ignoreCase) implements Text {}

  record Suffix(String value, boolean ignoreCase) implements Text {}

  /// RE2; the whole text must match.
  record Regex(String expression) implements Text {}

  /// Some text, but not an empty one.
  Text SOME = new Regex(".+");

  /// A value as policies write it: a star at its beginning or its end stands for anything, and
  /// alone for anything but nothing (`StringMatcherWithPrefix` in Istio's `authz/matcher`).
  static Text of(String value) {
    return of(value, false);
  }

  static Text of(String value, boolean ignoreCase) {
    if (value.equals("*")) {
      return SOME;
    }
    if (value.startsWith("*")) {
      return new Suffix(value.substring(1), ignoreCase);
    }
    return value.endsWith("*")
        ? new Prefix(withoutStar(value), ignoreCase)
        : new Exact(value, ignoreCase);
  }

  /// The same of a text that begins with `prefix`, which the value leaves out.
  static Text behind(String prefix, String value) {
    if (value.equals("*")) {
      return SOME;
    }
    if (value.startsWith("*")) {
      return new Regex(prefix + ".*" + value.substring(1));
    }
    return value.endsWith("*")
        ? new Prefix(prefix + withoutStar(value), false)
        : new Exact(prefix + value, false);
  }

  private static String withoutStar(String value) {
    return value.substring(0, value.length() - 1);
  }
}
