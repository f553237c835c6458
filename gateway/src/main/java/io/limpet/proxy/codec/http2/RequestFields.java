package io.limpet.proxy.codec.http2;

import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.Framing;
import io.limpet.proxy.codec.HeaderLines;
import io.limpet.proxy.codec.InlineHeaders;
import io.limpet.proxy.codec.KnownHeader;
import io.limpet.proxy.codec.Octets;
import org.jspecify.annotations.Nullable;

/// What the fields of a request must be (RFC 9113, 8.3.1; RFC 9114, 4.3.1; RFC 8441), and what
/// becomes of those that HTTP/1.1 has elsewhere: the request line, `host`, one `cookie`.
public final class RequestFields {
  private RequestFields() {}

  /// Completes a head whose lines were read, or says why it is malformed.
  public static @Nullable Malformed apply(
      EditableRequestHead head, boolean end, boolean allowConnect) {
    HeaderLines lines = head.lines();
    Malformed malformed = FieldRules.apply(lines, false);
    if (malformed == null && lines.has(KnownHeader.STATUS)) {
      malformed = Malformed.PSEUDO_HEADER;
    }
    if (malformed == null) {
      malformed = authority(lines);
    }
    if (malformed == null) {
      malformed = values(lines);
    }
    if (malformed == null) {
      malformed = start(head, allowConnect);
    }
    if (malformed == null) {
      malformed = framing(head, end);
    }
    CookieLines.join(lines);
    InlineHeaders.joinOfRequest(lines);
    return malformed;
  }

  /// There is an `:authority`, or a `host` in its place. A `host` beside it must be good too, and
  /// is dropped (quiche: header_validator.cc).
  private static @Nullable Malformed authority(HeaderLines lines) {
    int line = lines.find(KnownHeader.AUTHORITY, 0);
    int host = lines.find(KnownHeader.HOST, 0);
    boolean good = line < 0 || isAuthority(lines, line);
    good &= host < 0 || (isAuthority(lines, host) && lines.find(KnownHeader.HOST, host + 1) < 0);
    if (line >= 0) {
      lines.removeAll(KnownHeader.HOST);
      lines.authorityBecomesHost(line);
    }
    return good ? null : Malformed.AUTHORITY;
  }

  /// Userinfo is none: HTTP/1 may have it in `host`, HTTP/2 may not (RFC 9113, 8.3.1).
  private static boolean isAuthority(HeaderLines lines, int line) {
    boolean good = lines.valueEnd(line) > lines.value(line);
    for (int at = lines.value(line); at < lines.valueEnd(line); at++) {
      byte octet = lines.bytes()[at];
      good &= Octets.authority(octet) && octet != '@';
    }
    return good;
  }

  /// A field that none may have is told of before one that is missing: the former is seen as it
  /// comes, the latter at the head's end (quiche: header_validator.cc).
  private static @Nullable Malformed values(HeaderLines lines) {
    int method = lines.find(KnownHeader.METHOD, 0);
    int scheme = lines.find(KnownHeader.SCHEME, 0);
    int path = lines.find(KnownHeader.PATH, 0);
    if ((method >= 0 && !token(lines, method)) || (scheme >= 0 && !scheme(lines, scheme))) {
      return Malformed.PSEUDO_HEADER;
    }
    if (path >= 0 && !path(lines, path)) {
      return Malformed.PATH;
    }
    boolean badLength = FieldRules.contentLength(lines) == FieldRules.BAD_LENGTH;
    return badLength ? Malformed.CONTENT_LENGTH : null;
  }

  private static @Nullable Malformed start(EditableRequestHead head, boolean allowConnect) {
    HeaderLines lines = head.lines();
    int method = lines.find(KnownHeader.METHOD, 0);
    int path = lines.find(KnownHeader.PATH, 0);
    int protocol = lines.find(KnownHeader.PROTOCOL, 0);
    String upgrade = protocol < 0 ? "" : text(lines, protocol);
    if (protocol >= 0 && (upgrade.isEmpty() || !allowConnect)) {
      return Malformed.PSEUDO_HEADER; // RFC 8441, 3: it is none where it was not offered
    }
    if (method < 0 || !lines.has(KnownHeader.HOST)) {
      return Malformed.REQUEST;
    }
    boolean connect = is("CONNECT", lines, method);
    if (protocol >= 0 && !connect) {
      return Malformed.REQUEST;
    }
    if (connect && protocol < 0) {
      if (path >= 0 || lines.has(KnownHeader.SCHEME)) {
        return Malformed.REQUEST;
      }
    } else if (path < 0 || !lines.has(KnownHeader.SCHEME) || !target(lines, path, method)) {
      return Malformed.REQUEST;
    }
    head.start(method, path);
    removeStart(lines);
    if (!upgrade.isEmpty()) {
      head.startUpgrade(upgrade);
    } else if (connect) {
      head.startConnect();
    }
    return null;
  }

  private static void removeStart(HeaderLines lines) {
    lines.removeAll(KnownHeader.METHOD);
    lines.removeAll(KnownHeader.SCHEME);
    lines.removeAll(KnownHeader.PATH);
    lines.removeAll(KnownHeader.PROTOCOL);
  }

  private static String text(HeaderLines lines, int line) {
    return lines.text(lines.value(line), lines.valueEnd(line));
  }

  private static boolean is(String word, HeaderLines lines, int line) {
    int from = lines.value(line);
    boolean same = lines.valueEnd(line) - from == word.length();
    for (int index = 0; index < word.length() && same; index++) {
      same = lines.bytes()[from + index] == word.charAt(index);
    }
    return same;
  }

  private static boolean token(HeaderLines lines, int line) {
    boolean good = lines.valueEnd(line) > lines.value(line);
    for (int at = lines.value(line); at < lines.valueEnd(line); at++) {
      good &= Octets.name(lines.bytes()[at]) != 0;
    }
    return good;
  }

  /// A letter, and then letters, digits and `+-.` (RFC 3986, 3.1).
  private static boolean scheme(HeaderLines lines, int line) {
    byte[] bytes = lines.bytes();
    int from = lines.value(line);
    boolean good = lines.valueEnd(line) > from && Octets.letter(bytes[from]);
    for (int at = from; at < lines.valueEnd(line); at++) {
      byte octet = bytes[at];
      good &= Octets.letter(octet) || Octets.digit(octet) || "+-.".indexOf(octet) >= 0;
    }
    return good;
  }

  /// Not empty, and without a blank, which would end it in HTTP/1.1.
  private static boolean path(HeaderLines lines, int line) {
    boolean good = lines.valueEnd(line) > lines.value(line);
    for (int at = lines.value(line); at < lines.valueEnd(line); at++) {
      good &= !Octets.blank(lines.bytes()[at]);
    }
    return good;
  }

  /// Absolute, or `*` to OPTIONS.
  private static boolean target(HeaderLines lines, int path, int method) {
    return lines.bytes()[lines.value(path)] == '/'
        || (is("*", lines, path) && is("OPTIONS", lines, method));
  }

  private static @Nullable Malformed framing(EditableRequestHead head, boolean end) {
    long length = FieldRules.contentLength(head.lines());
    if (end && length > 0) {
      return Malformed.LENGTH;
    }
    if (end || !head.upgrade().isEmpty()) {
      head.framing(Framing.NONE, 0);
    } else if (length >= 0) {
      head.framing(Framing.LENGTH, length);
    } else {
      head.framing(Framing.CHUNKED, 0);
    }
    return null;
  }
}
