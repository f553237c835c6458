package io.limpet.proxy.codec.http2;

import io.limpet.proxy.codec.HeaderLines;
import io.limpet.proxy.codec.KnownHeader;
import io.limpet.proxy.codec.Octets;
import org.jspecify.annotations.Nullable;

/// What holds for the fields of every message (RFC 9113, 8.2 and 8.3; RFC 9114, 4.2 and 4.3).
public final class FieldRules {
  static final long NO_LENGTH = -1;
  static final long BAD_LENGTH = -2;

  private static final int MAX_DIGITS = 18;
  private static final byte[] TRAILERS = {'t', 'r', 'a', 'i', 'l', 'e', 'r', 's'};

  private FieldRules() {}

  /// Whether these bytes are a name: in lower case, without what no name has.
  public static boolean isName(byte[] bytes, int from, int to) {
    boolean good = to > from;
    for (int octet = from; octet < to && good; octet++) {
      good = Octets.name(bytes[octet]) == bytes[octet] && bytes[octet] != 0;
    }
    return good;
  }

  /// Whether these bytes are a value: of what ends lines, nothing is in it.
  public static boolean isValue(byte[] bytes, int from, int to) {
    int control = Octets.control(bytes, from, to);
    while (control < to && bytes[control] == Octets.TAB) {
      control = Octets.control(bytes, control + 1, to);
    }
    return control == to;
  }

  /// Pseudo-headers come first, each once, and not in trailers; nothing is about a connection.
  public static @Nullable Malformed apply(HeaderLines lines, boolean trailers) {
    int seen = 0;
    boolean regular = trailers;
    for (int line = 0; line < lines.count(); line++) {
      int known = lines.known(line);
      if (!KnownHeader.pseudo(known)) {
        regular = true;
      } else {
        int bit = 1 << (known - KnownHeader.PSEUDO);
        if (regular || (seen & bit) != 0) {
          return Malformed.PSEUDO_HEADER;
        }
        seen |= bit;
      }
    }
    return lines.hasConnectionHeader() || !te(lines) ? Malformed.CONNECTION_HEADER : null;
  }

  private static boolean te(HeaderLines lines) {
    boolean good = true;
    for (int line = lines.find(KnownHeader.TE, 0);
        line >= 0;
        line = lines.find(KnownHeader.TE, line + 1)) {
      good &= lines.valueEnd(line) - lines.value(line) == TRAILERS.length;
      for (int index = 0; index < TRAILERS.length && good; index++) {
        good = Octets.name(lines.bytes()[lines.value(line) + index]) == TRAILERS[index];
      }
    }
    return good;
  }

  /// The only `content-length`, or one of the two constants.
  public static long contentLength(HeaderLines lines) {
    int line = lines.find(KnownHeader.CONTENT_LENGTH, 0);
    if (line < 0) {
      return NO_LENGTH;
    }
    int from = lines.value(line);
    int to = lines.valueEnd(line);
    boolean several = lines.find(KnownHeader.CONTENT_LENGTH, line + 1) >= 0;
    if (several || from == to || to - from > MAX_DIGITS) {
      return BAD_LENGTH;
    }
    long length = 0;
    for (int at = from; at < to; at++) {
      byte digit = lines.bytes()[at];
      if (!Octets.digit(digit)) {
        return BAD_LENGTH;
      }
      length = length * 10 + digit - '0';
    }
    return length;
  }
}
