package io.limpet.proxy.codec;

/// What the `connection` header says (RFC 9110, 7.6.1). The headers it nominates concern one
/// connection, and are removed from the head.
///
/// One lives with each head and is read anew for each message.
final class ConnectionTokens {
  private int count;
  private boolean close;
  private boolean keepAlive;
  private boolean upgrade;
  private boolean forbidden;

  void clear() {
    count = 0;
    close = false;
    keepAlive = false;
    upgrade = false;
    forbidden = false;
  }

  void read(HeaderLines lines) {
    for (int line = lines.find(KnownHeader.CONNECTION, 0);
        line >= 0;
        line = lines.find(KnownHeader.CONNECTION, line + 1)) {
      readLine(lines, lines.value(line), lines.valueEnd(line));
    }
  }

  /// Of `proxy-connection`, which never was a standard, only `close` is heard (Envoy:
  /// header_utility.cc, shouldCloseConnection).
  void readClose(HeaderLines lines, int line) {
    for (String token : lines.text(line).split(",", -1)) {
      close |= token.strip().equalsIgnoreCase("close");
    }
  }

  private void readLine(HeaderLines lines, int from, int to) {
    byte[] bytes = lines.bytes();
    int at = from;
    while (at < to) {
      int end = at;
      while (end < to && bytes[end] != ',') {
        end++;
      }
      int last = end;
      while (at < last && Octets.blank(bytes[at])) {
        at++;
      }
      while (last > at && Octets.blank(bytes[last - 1])) {
        last--;
      }
      if (at < last) {
        count++;
        token(lines, at, last);
      }
      at = end + 1;
    }
  }

  private void token(HeaderLines lines, int from, int to) {
    byte[] bytes = lines.bytes();
    if (Octets.equalsIgnoreCase("close", bytes, from, to)) {
      close = true;
    } else if (Octets.equalsIgnoreCase("keep-alive", bytes, from, to)) {
      keepAlive = true;
    } else if (Octets.equalsIgnoreCase("upgrade", bytes, from, to)) {
      upgrade = true;
    } else if (bytes[from] == ':') {
      forbidden = true;
    } else {
      nominate(lines, from, to);
    }
  }

  private void nominate(HeaderLines lines, int from, int to) {
    for (int line = 0; line < lines.count(); line++) {
      if (!lines.gone(line) && isNamed(lines, line, from, to)) {
        nominated(lines, line);
      }
    }
    forbidden |= masksOrigin(lines.bytes(), from, to);
  }

  /// Whether the line's name is these bytes of the head, in any case.
  private static boolean isNamed(HeaderLines lines, int line, int from, int to) {
    int name = lines.name(line);
    if (lines.nameEnd(line) - name != to - from) {
      return false;
    }
    byte[] bytes = lines.bytes();
    for (int index = 0; index < to - from; index++) {
      if (Octets.name(bytes[from + index]) != bytes[name + index]) {
        return false;
      }
    }
    return true;
  }

  /// What frames the message, and what the codec settles itself, is not removed here.
  private static void nominated(HeaderLines lines, int line) {
    int known = lines.known(line);
    if (known != KnownHeader.CONTENT_LENGTH
        && known != KnownHeader.TRANSFER_ENCODING
        && known != KnownHeader.CONNECTION
        && known != KnownHeader.TE
        && known != KnownHeader.HOST) {
      lines.remove(line);
    }
  }

  /// A client that could have these removed could hide where it is, or which host it means; Envoy
  /// refuses the first three, and a request without host.
  private static boolean masksOrigin(byte[] bytes, int from, int to) {
    return Octets.equalsIgnoreCase("x-forwarded-for", bytes, from, to)
        || Octets.equalsIgnoreCase("x-forwarded-host", bytes, from, to)
        || Octets.equalsIgnoreCase("x-forwarded-proto", bytes, from, to)
        || Octets.equalsIgnoreCase("host", bytes, from, to);
  }

  /// How many tokens there are.
  int count() {
    return count;
  }

  boolean close() {
    return close;
  }

  boolean keepAlive() {
    return keepAlive;
  }

  boolean upgrade() {
    return upgrade;
  }

  /// Whether something is nominated that no client may.
  boolean forbidden() {
    return forbidden;
  }
}
