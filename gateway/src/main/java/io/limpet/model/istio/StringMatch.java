package io.limpet.model.istio;

/// A condition on a text.
public sealed interface StringMatch {
  record Exact(String value) implements StringMatch {}

  record Prefix(String value) implements StringMatch {}

  /// In RE2's syntax; the whole text must match.
  record Regex(String expression) implements StringMatch {}

  /// The text is there, whatever it is: an empty matcher, or the expression `*`, which Istio takes
  /// for the same (`isCatchAllStringMatch` in pilot's `core/route/route.go`).
  record Present() implements StringMatch {}
}
