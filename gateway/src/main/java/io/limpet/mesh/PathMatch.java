package io.limpet.mesh;

/// A condition on the path.
public sealed interface PathMatch {
  record Exact(String path) implements PathMatch {}

  record Prefix(String prefix) implements PathMatch {}

  /// A prefix of whole segments, without a slash at its end.
  record SeparatedPrefix(String prefix) implements PathMatch {}

  /// RE2; the whole path must match.
  record Regex(String expression) implements PathMatch {}
}
