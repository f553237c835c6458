package io.limpet.proxy.plan.match;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;

/// All that an expression finds gives way to a text, in which `\1` stands for a group (Envoy:
/// `RegexMatchAndSubstitute`, carried out by RE2's `GlobalReplace`).
public final class RegexReplacement {
  private final Pattern pattern;
  private final List<Part> parts;
  private final boolean possible;

  /// A piece of the new text: what stands there, or else a group.
  private record Part(String text, int group) {
    private static final int NO_GROUP = -1;
  }

  private RegexReplacement(Pattern pattern, List<Part> parts) {
    this.pattern = pattern;
    this.parts = List.copyOf(parts);
    this.possible = parts.stream().allMatch(part -> part.group() <= pattern.groupCount());
  }

  /// `substitution` as it is written.
  public static RegexReplacement of(Pattern pattern, String substitution) {
    return new RegexReplacement(pattern, parts(substitution));
  }

  /// A backslash before anything but a digit or another one ends the text there, as in RE2.
  private static List<Part> parts(String substitution) {
    List<Part> parts = new ArrayList<>();
    StringBuilder plain = new StringBuilder();
    int at = 0;
    while (at < substitution.length()) {
      char c = substitution.charAt(at++);
      if (c != '\\') {
        plain.append(c);
        continue;
      }
      char next = at < substitution.length() ? substitution.charAt(at++) : ' ';
      if (next >= '0' && next <= '9') {
        parts.add(new Part(plain.toString(), Part.NO_GROUP));
        plain.setLength(0);
        parts.add(new Part("", next - '0'));
      } else if (next == '\\') {
        plain.append('\\');
      } else {
        break;
      }
    }
    parts.add(new Part(plain.toString(), Part.NO_GROUP));
    return parts;
  }

  /// The text with all replaced; as it is if the new text asks for a group that is not there.
  ///
  /// Behind something that was found, nothing is not found again: `a*` finds two in `baac`, not
  /// three, where Java would.
  public String replaceAll(String text) {
    if (!possible) {
      return text;
    }
    Matcher matcher = pattern.matcher(text);
    StringBuilder out = new StringBuilder(text.length() + 16);
    int at = 0;
    int lastEnd = -1;
    while (at <= text.length() && matcher.find(at)) {
      out.append(text, at, matcher.start());
      at = matcher.end();
      if (at == matcher.start() && at == lastEnd) {
        if (at < text.length()) {
          out.append(text.charAt(at));
        }
        at++;
      } else {
        append(matcher, out);
        lastEnd = at;
      }
    }
    if (at < text.length()) {
      out.append(text, at, text.length());
    }
    return out.toString();
  }

  private void append(Matcher matcher, StringBuilder out) {
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      String text = part.group() < 0 ? part.text() : matcher.group(part.group());
      if (text != null) {
        out.append(text);
      }
    }
  }
}
