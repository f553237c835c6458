package io.limpet.proxy.codec;

/// Finds the authority in a target that names one (RFC 9112, 3.2.2 and 3.2.3).
///
/// Positions are packed in a `long`, so that nothing is made: the host with its port is
/// `start`..`end`, and userinfo before it is left out.
final class Authority {
  /// There is none that Envoy would take: it is empty, has two `@`, or a port that is no number.
  static final long BAD = -1;

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
        if (start != from) {
          return BAD;
        }
        start = end + 1;
      }
      end++;
    }
    int port = port(bytes, start, end);
    boolean good = port > start && (end == to || bytes[end] != '#');
    for (int at = port + 1; good && at < end; at++) {
      good = Octets.digit(bytes[at]);
    }
    return good ? (long) start << Integer.SIZE | end : BAD;
  }

  /// Where the host ends and `:port` may begin.
  private static int port(byte[] bytes, int from, int to) {
    int at = to;
    while (at > from && Octets.digit(bytes[at - 1])) {
      at--;
    }
    if (at > from && bytes[at - 1] == ':') {
      return at - 1;
    }
    int colon = from;
    boolean bracket = from < to && bytes[from] == '[';
    while (colon < to && (bytes[colon] != ':' || bracket)) {
      bracket &= bytes[colon] != ']';
      colon++;
    }
    return colon;
  }

  static boolean hasPort(byte[] bytes, long authority) {
    int end = end(authority);
    return port(bytes, start(authority), end) + 1 < end;
  }

  static int start(long authority) {
    return (int) (authority >>> Integer.SIZE);
  }

  static int end(long authority) {
    return (int) authority;
  }
}
