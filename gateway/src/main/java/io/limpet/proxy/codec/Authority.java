package io.limpet.proxy.codec;

import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;

/// Finds the authority in a target that names one (RFC 9112, 3.2.2 and 3.2.3).
///
/// Positions are packed in a `long`, so that nothing is made: the host with its port is
/// `start`..`end`, and userinfo before it is left out.
final class Authority {
  /// There is none that Envoy would take: a host of other bytes than letters, digits and `-._`, a
  /// port that is empty or no number, two `@`.
  static final long BAD = -1;

  private static final int MAX_PORT = 65_535;

  private Authority() {}

  /// Where `://` is; -1 if it is nowhere, or has nothing before it.
  static int schemeEnd(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] != ':') {
      at++;
    }
    boolean found = at > from && at + 2 < to && bytes[at + 1] == '/' && bytes[at + 2] == '/';
    return found ? at : -1;
  }

  /// Whether the scheme is one that is served.
  static boolean http(byte[] bytes, int from, int to) {
    return Octets.equalsIgnoreCase("http", bytes, from, to)
        || Octets.equalsIgnoreCase("https", bytes, from, to);
  }

  /// Reads the authority that begins at `from`.
  static long read(byte[] bytes, int from, int to) {
    int start = from;
    int end = from;
    while (end < to && bytes[end] != '/' && bytes[end] != '?' && bytes[end] != '#') {
      if (bytes[end] == '@') {
        if (start != from || !userinfo(bytes, from, end)) {
          return BAD;
        }
        start = end + 1;
      }
      end++;
    }
    int hostEnd = hostEnd(bytes, start, end);
    boolean named = hostEnd > start && (end == to || bytes[end] != '#');
    return named && port(bytes, hostEnd, end) ? (long) start << Integer.SIZE | end : BAD;
  }

  private static boolean userinfo(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      if (!Octets.authority(bytes[at]) || bytes[at] == '[' || bytes[at] == ']') {
        return false;
      }
    }
    return true;
  }

  /// Where the host ends; `from` where it is none. An IPv6 address stands in brackets.
  private static int hostEnd(byte[] bytes, int from, int to) {
    if (from < to && bytes[from] == '[') {
      return bracketEnd(bytes, from, to);
    }
    int at = from;
    while (at < to && Octets.host(bytes[at])) {
      at++;
    }
    return at;
  }

  private static int bracketEnd(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] != ']') {
      at++;
    }
    String address = new String(bytes, from + 1, at - from - 1, StandardCharsets.ISO_8859_1);
    boolean good = at < to && address.indexOf('%') < 0 && NetUtil.isValidIpV6Address(address);
    return good ? at + 1 : from;
  }

  /// Whether nothing follows the host, or a colon and a port.
  private static boolean port(byte[] bytes, int hostEnd, int to) {
    if (hostEnd == to) {
      return true;
    }
    int port = 0;
    int at = hostEnd + 1;
    while (at < to && Octets.digit(bytes[at]) && port <= MAX_PORT) {
      port = port * 10 + bytes[at] - '0';
      at++;
    }
    return bytes[hostEnd] == ':' && at > hostEnd + 1 && at == to && port <= MAX_PORT;
  }

  static boolean hasPort(byte[] bytes, long authority) {
    int end = end(authority);
    return hostEnd(bytes, start(authority), end) < end;
  }

  static int start(long authority) {
    return (int) (authority >>> Integer.SIZE);
  }

  static int end(long authority) {
    return (int) authority;
  }
}
