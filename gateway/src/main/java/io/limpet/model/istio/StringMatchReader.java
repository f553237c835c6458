package io.limpet.model.istio;

import io.limpet.model.fields.Expressions;
import io.limpet.model.fields.Fields;
import org.jspecify.annotations.Nullable;

/// Reads conditions on texts, as Istio's webhook takes them (`validateStringMatch` in its
/// `pkg/config/validation`).
final class StringMatchReader {
  private static final String ANY = "*";

  private StringMatchReader() {}

  static StringMatch read(Fields match) {
    if (match.text("regex").equals(ANY)) {
      Webhook.refuses(
          match,
          "regex",
          "* is no regular expression, so a cluster refuses it here; leave the condition empty for"
              + " any value");
    }
    return condition(match, false);
  }

  /// A condition that must not hold: `*` means any value here.
  static StringMatch without(Fields match) {
    return condition(match, false);
  }

  /// A condition on the path. An empty one holds for every path, an empty prefix too.
  static @Nullable StringMatch uri(Fields match) {
    StringMatch read = condition(match, true);
    if (!(read instanceof StringMatch.Present) || !match.sound()) {
      return read;
    }
    if (match.has("regex")) {
      match.refuse("regex", Webhook.CODE, "* is no regular expression; write .* for any path");
    } else {
      match.warn(
          "exact",
          "empty-match",
          "is missing, so every path matches; write exact, prefix or regex");
    }
    return read;
  }

  /// Another site's origin, which cannot be empty.
  static StringMatch origin(Fields match) {
    StringMatch read = read(match);
    String missing = "is missing; write exact, prefix or regex";
    if (read instanceof StringMatch.Exact(String value) && value.isEmpty()) {
      Webhook.refuses(match, "exact", missing);
    } else if (read instanceof StringMatch.Present && !match.has("regex")) {
      match.refuse("exact", Webhook.CODE, missing);
    }
    return read;
  }

  private static StringMatch condition(Fields match, boolean emptyPrefix) {
    match.strict();
    match.oneOf("exact", "prefix", "regex");
    if (match.has("exact")) {
      return new StringMatch.Exact(match.text("exact"));
    }
    if (match.has("prefix")) {
      String prefix = match.text("prefix");
      if (prefix.isEmpty() && !emptyPrefix) {
        match.refuse("prefix", Webhook.CODE, "is empty; write the beginning of the text");
      }
      return new StringMatch.Prefix(prefix);
    }
    String regex = match.text("regex");
    if (!match.has("regex") || regex.equals(ANY)) {
      return new StringMatch.Present();
    }
    if (regex.isEmpty()) {
      match.refuse("regex", Webhook.CODE, "is empty; write an expression, such as .* for any");
    } else {
      Expressions.check(match, "regex", Webhook.CODE);
    }
    return new StringMatch.Regex(regex);
  }
}
