package io.limpet.model.istio;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Names and values of headers as Istio's webhook takes them (`pkg/config/validation`).
final class HeaderWords {
  private static final Pattern NAME = Pattern.compile("[0-9A-Za-z!#$%&'*+\\-.,^_|~`]+");
  private static final Set<String> PSEUDO =
      Set.of(":method", ":scheme", ":authority", ":path", ":status");
  private static final Pattern VALUE =
      Pattern.compile("[^\\x00-\\x08\\x0A-\\x1F\\x7F]*", Pattern.DOTALL);

  /// Text, `%%`, and commands such as `%REQ(x-a)%`; what stands in their brackets is not looked at.
  private static final Pattern COMMANDS =
      Pattern.compile("(?:[^%]++|%%|%[^%(]++(?:\\([^)]*+\\) *+)?%)*+", Pattern.DOTALL);

  private HeaderWords() {}

  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /// Whether an Envoy takes it for a header, which may be one that no request has.
  static boolean isTaken(String name) {
    return !name.isEmpty() && name.chars().noneMatch(each -> each == 0 || each == 10 || each == 13);
  }

  /// Whether conditions may look at it.
  static boolean isMatchable(String name) {
    return isName(name) || PSEUDO.contains(name) || RoutingClaim.parse(name).isPresent();
  }

  /// Host, which is changed by a rewrite.
  static boolean isAuthority(String name) {
    return name.equalsIgnoreCase("host") || name.toLowerCase(Locale.ROOT).equals(":authority");
  }

  /// Whether it is no header that may be changed.
  static boolean isInternal(String name) {
    return name.startsWith(":") || name.equalsIgnoreCase("host");
  }

  static boolean isValue(String text) {
    return VALUE.matcher(text).matches() && COMMANDS.matcher(text).matches();
  }
}
