package io.limpet.proxy.plan.match;

import java.net.Inet6Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// IP addresses as text, read as strictly as Envoy reads them (`inet_pton`): four decimal numbers
/// without leading zeros, or hexadecimal groups; no port, no brackets, no blanks.
public final class IpAddress {
  private static final int PARTS = 4;
  private static final int MAX_PART = 255;

  private IpAddress() {}

  /// The address as Envoy writes it, which for IPv4 is the same text; null where it is none.
  public static @Nullable String canonical(String text) {
    if (text.indexOf(':') < 0) {
      return isV4(text) ? text : null;
    }
    @Nullable InetAddress address = v6(text);
    return address instanceof Inet6Address six ? Ipv6Text.of(six) : null;
  }

  /// As Envoy writes it (`addressAsString`): one of IPv6 in its short form.
  public static String text(InetAddress address) {
    return address instanceof Inet6Address six ? Ipv6Text.of(six) : address.getHostAddress();
  }

  /// Its 4 or 16 bytes, or null where it is none.
  public static byte @Nullable [] bytes(String text) {
    if (text.indexOf(':') < 0) {
      return isV4(text) ? InetAddress.ofLiteral(text).getAddress() : null;
    }
    @Nullable InetAddress address = v6(text);
    return address == null ? null : address.getAddress();
  }

  private static @Nullable InetAddress v6(String text) {
    for (int at = 0; at < text.length(); at++) {
      char letter = text.charAt(at);
      if (letter != ':' && letter != '.' && (letter > 'f' || Character.digit(letter, 16) < 0)) {
        return null;
      }
    }
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException none) {
      return null;
    }
  }

  private static boolean isV4(String text) {
    int parts = 0;
    int at = 0;
    while (at <= text.length() && parts < PARTS) {
      int dot = text.indexOf('.', at);
      int end = dot < 0 ? text.length() : dot;
      if (!isPart(text, at, end)) {
        return false;
      }
      parts++;
      at = end + 1;
    }
    return parts == PARTS && at > text.length();
  }

  private static boolean isPart(String text, int from, int to) {
    int digits = to - from;
    if (digits < 1 || digits > 3 || (digits > 1 && text.charAt(from) == '0')) {
      return false;
    }
    int value = 0;
    for (int at = from; at < to; at++) {
      char letter = text.charAt(at);
      if (letter < '0' || letter > '9') {
        return false;
      }
      value = value * 10 + letter - '0';
    }
    return value <= MAX_PART;
  }
}
