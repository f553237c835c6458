package io.limpet.model.fields;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;

/// How large the program is that Envoy makes of a regular expression: it refuses what has more than
/// `re2.max_program_size.error_level` instructions, which is 100 unless its runtime says otherwise
/// (`source/common/common/regex.cc`; Istio's bootstrap says 32768).
///
/// Envoy has RE2 read bytes. RE2/J reads characters, and needs one instruction for a class where
/// RE2 needs one for each range of bytes; so what RE2/J counts is widened here by the ranges of the
/// classes, as often as they are repeated. Held against what Envoy 1.40 tells of some hundred
/// expressions, the bound is never too low, and less than twice too high for nearly all.
public final class ExpressionSize {
  /// What an Envoy takes whose runtime says nothing.
  public static final int USUAL_LIMIT = 100;

  /// What RE2 has around every program.
  private static final int FRAME = 8;

  /// Loops within loops need more than RE2/J counts: one in so many.
  private static final int SHARE = 8;

  /// No property of Unicode has more ranges in its first 256 characters.
  private static final int PROPERTY = 12;

  private final String text;
  private int at;

  /// The ranges beyond the first of each class so far, and of those the last item's.
  private int extra;
  private int last;

  /// What there was before each group that is open.
  private final Deque<Integer> groups = new ArrayDeque<>();

  private ExpressionSize(String text) {
    this.text = text;
  }

  /// The most that it may be; 0 for what is no expression.
  public static int most(String expression) {
    try {
      int counted = Pattern.compile(expression).programSize();
      return FRAME + counted + counted / SHARE + new ExpressionSize(expression).extra();
    } catch (PatternSyntaxException broken) {
      return 0;
    }
  }

  private int extra() {
    while (at < text.length()) {
      switch (text.charAt(at)) {
        case '(' -> {
          groups.push(extra);
          at++;
        }
        case ')' -> {
          last = extra - Objects.requireNonNullElse(groups.poll(), 0);
          at++;
        }
        case '{' -> repeat();
        case '*', '+', '?' -> at++;
        case '.' -> {
          at++;
          item(2);
        }
        case '[' -> item(bracket());
        case '\\' -> item(escaped());
        default -> item(literal());
      }
    }
    return extra;
  }

  private void item(int ranges) {
    last = ranges - 1;
    extra += last;
  }

  /// `{2}`, `{2,}` and `{2,5}` repeat the item before them; any other brace is itself.
  private void repeat() {
    int end = text.indexOf('}', at);
    String[] limits = end < 0 ? new String[0] : text.substring(at + 1, end).split(",", 2);
    at = end < 0 ? text.length() : end + 1;
    int times = 1;
    for (String limit : limits) {
      if (!limit.isEmpty() && limit.chars().allMatch(Character::isDigit)) {
        times = Math.max(times, Integer.parseInt(limit));
      }
    }
    extra += last * (times - 1);
    last *= times;
  }

  /// One for each byte.
  private int literal() {
    int character = text.codePointAt(at);
    at += Character.charCount(character);
    return Character.toString(character).getBytes(StandardCharsets.UTF_8).length;
  }

  private int escaped() {
    char letter = at + 1 < text.length() ? text.charAt(at + 1) : '\\';
    at += 2;
    return switch (letter) {
      case 'D' -> 2;
      case 's' -> 3;
      case 'w', 'S' -> 4;
      case 'W' -> 5;
      case 'p', 'P' -> property();
      default -> 1;
    };
  }

  private int property() {
    if (at < text.length() && text.charAt(at) == '{') {
      at = Math.max(at, text.indexOf('}', at));
    }
    at++;
    return PROPERTY;
  }

  /// Each item of a class is a range at most, and what is left between them is one more.
  private int bracket() {
    int ranges = 1;
    int first = text.startsWith("[^", at) ? at + 2 : at + 1;
    at = first;
    while (at < text.length() && (at == first || text.charAt(at) != ']')) {
      ranges += text.startsWith("[:", at) ? named() : single();
    }
    at++;
    return ranges;
  }

  /// A character, or the end of a range that was counted with its beginning.
  private int single() {
    boolean range = text.charAt(at) == '-';
    int ranges = text.charAt(at) == '\\' ? escaped() : literal();
    if (range && at < text.length() && text.charAt(at) != ']') {
      return text.charAt(at) == '\\' ? escaped() - 1 : literal() - 1;
    }
    return ranges;
  }

  private int named() {
    at = Math.max(at, text.indexOf(":]", at)) + 2;
    return 5;
  }
}
