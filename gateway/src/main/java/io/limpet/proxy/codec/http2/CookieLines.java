package io.limpet.proxy.codec.http2;

import io.limpet.proxy.codec.HeaderLines;
import io.limpet.proxy.codec.KnownHeader;
import io.limpet.proxy.codec.Octets;

/// Several lines of cookies, as HTTP/2 may have them, become one (RFC 9113, 8.2.3).
final class CookieLines {
  private static final byte[] NAME = {'c', 'o', 'o', 'k', 'i', 'e', ':', ' '};

  private CookieLines() {}

  static void join(HeaderLines lines) {
    int first = lines.find(KnownHeader.COOKIE, 0);
    if (first < 0 || lines.find(KnownHeader.COOKIE, first + 1) < 0) {
      return;
    }
    int name = lines.end();
    int value = name + NAME.length;
    int to = value;
    byte[] bytes = lines.room(NAME.length + size(lines, first));
    System.arraycopy(NAME, 0, bytes, name, NAME.length);
    for (int line = first; line >= 0; line = lines.find(KnownHeader.COOKIE, line + 1)) {
      if (to > value) {
        bytes[to++] = ';';
        bytes[to++] = Octets.SPACE;
      }
      int length = lines.valueEnd(line) - lines.value(line);
      System.arraycopy(bytes, lines.value(line), bytes, to, length);
      to += length;
    }
    lines.removeAll(KnownHeader.COOKIE);
    lines.take(value - 2, value, to, to, KnownHeader.COOKIE);
  }

  /// Of all values, with what goes between them.
  private static int size(HeaderLines lines, int first) {
    int size = 0;
    for (int line = first; line >= 0; line = lines.find(KnownHeader.COOKIE, line + 1)) {
      size += lines.valueEnd(line) - lines.value(line) + 2;
    }
    return size;
  }
}
