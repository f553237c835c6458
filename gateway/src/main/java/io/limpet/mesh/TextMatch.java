package io.limpet.mesh;

/// A condition on a text.
public sealed interface TextMatch {
  record Exact(String value) implements TextMatch {}

  record Prefix(String value) implements TextMatch {}

  /// RE2; the whole text must match.
  record Regex(String expression) implements TextMatch {}

  record Present() implements TextMatch {}
}
