package io.limpet.model.fields;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/// Regular expressions in RE2's syntax, the only ones that Envoy takes.
public final class Expressions {
  private static final int MAX_LENGTH = 1024;

  private Expressions() {}

  /// The expression that matches just this text, as Go's `regexp.QuoteMeta` writes it.
  public static String quote(String text) {
    return Pattern.quote(text);
  }

  /// Refuses a text that is no expression; one longer than Istio's validation allows is read.
  public static void check(Fields fields, String key) {
    check(fields, key, "bad-regex");
  }

  /// The same under another code.
  public static void check(Fields fields, String key, String code) {
    String text = fields.text(key);
    try {
      Pattern _ = Pattern.compile(text);
    } catch (PatternSyntaxException broken) {
      fields.refuse(
          key,
          code,
          "is no regular expression of RE2: "
              + broken.getDescription()
              + " in \""
              + text
              + "\"; correct it (RE2 has no lookaround and no backreferences)");
    }
    if (text.length() > MAX_LENGTH) {
      fields.report(
          key,
          code,
          "has more than " + MAX_LENGTH + " characters, and a cluster would refuse it; shorten it");
    }
  }
}
