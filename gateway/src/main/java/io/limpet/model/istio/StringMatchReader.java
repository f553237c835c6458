package io.limpet.model.istio;

import io.limpet.model.fields.Expressions;
import io.limpet.model.fields.Fields;
import org.jspecify.annotations.Nullable;

/// Reads conditions on texts.
final class StringMatchReader {
  private StringMatchReader() {}

  static @Nullable StringMatch read(Fields match) {
    match.strict();
    match.oneOf("exact", "prefix", "regex");
    if (match.has("exact")) {
      return new StringMatch.Exact(match.text("exact"));
    }
    if (match.has("prefix")) {
      return new StringMatch.Prefix(match.text("prefix"));
    }
    if (!match.has("regex") || match.text("regex").equals("*")) {
      return new StringMatch.Present();
    }
    Expressions.check(match, "regex");
    return new StringMatch.Regex(match.text("regex"));
  }

  /// A condition on the path. An empty one holds for every path.
  static @Nullable StringMatch uri(Fields match) {
    StringMatch read = read(match);
    if (!(read instanceof StringMatch.Present) || !match.sound()) {
      return read;
    }
    if (match.has("regex")) {
      match.refuse("regex", "bad-regex", "* is no regular expression; write .* for any path");
    } else {
      match.warn(
          "exact",
          "empty-match",
          "is missing, so every path matches; write exact, prefix or regex");
    }
    return read;
  }
}
