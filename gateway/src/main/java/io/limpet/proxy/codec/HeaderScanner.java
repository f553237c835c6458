package io.limpet.proxy.codec;

/// The strict pass over the lines of a head (RFC 9112, 5): it stops where the bytes stop and goes
/// on from there, so no byte is looked at twice however a head is cut.
///
/// A request's lines end in CR LF and are never folded. Those of an upstream may end in LF alone
/// and be folded, as Envoy has it: there are old servers, and an upstream is not the one who
/// smuggles.
final class HeaderScanner {
  private enum State {
    LINE,
    NAME,
    BLANK,
    VALUE,
    LINE_FEED,
    LAST_LINE_FEED
  }

  private final int maxLines;
  private final boolean lenient;

  private State state = State.LINE;
  private Refusal refusal = Refusal.CODEC_ERROR;
  private int at;
  private int name;
  private int nameEnd;
  private int value;
  private int valueEnd;
  private boolean folded;

  HeaderScanner(int maxLines, boolean lenient) {
    this.maxLines = maxLines;
    this.lenient = lenient;
  }

  /// Begins at the first line.
  void begin(int from) {
    at = from;
    state = State.LINE;
    folded = false;
  }

  /// Where the scan stands: behind the head when it is done.
  int at() {
    return at;
  }

  /// Why it is [Progress#BAD].
  Refusal refusal() {
    return refusal;
  }

  Progress scan(HeaderLines lines) {
    int limit = lines.length();
    byte[] bytes = lines.bytes();
    Progress progress = Progress.MORE;
    while (progress == Progress.MORE && at < limit) {
      progress =
          switch (state) {
            case LINE -> line(lines, bytes, limit);
            case NAME -> name(lines, bytes, limit);
            case BLANK -> blank(lines, bytes, limit);
            case VALUE -> value(lines, bytes, limit);
            case LINE_FEED -> lineFeed(lines, bytes);
            case LAST_LINE_FEED -> lastLineFeed(bytes);
          };
    }
    return progress;
  }

  private Progress bad(Refusal why) {
    refusal = why;
    return Progress.BAD;
  }

  private Progress line(HeaderLines lines, byte[] bytes, int limit) {
    byte octet = bytes[at];
    if (octet == Octets.CR) {
      lines.end(at);
      at++;
      state = State.LAST_LINE_FEED;
      return Progress.MORE;
    }
    if (octet == Octets.LF && lenient) {
      lines.end(at);
      at++;
      return Progress.DONE;
    }
    if (Octets.blank(octet)) {
      return fold(lines);
    }
    if (lines.count() == maxLines) {
      return bad(Refusal.TOO_MANY_HEADERS);
    }
    name = at;
    state = State.NAME;
    return name(lines, bytes, limit);
  }

  private Progress fold(HeaderLines lines) {
    if (!lenient || lines.count() == 0) {
      return bad(Refusal.CODEC_ERROR);
    }
    folded = true;
    state = State.BLANK;
    return Progress.MORE;
  }

  private Progress name(HeaderLines lines, byte[] bytes, int limit) {
    int here = at;
    while (here < limit) {
      byte octet = bytes[here];
      byte lower = Octets.name(octet);
      if (lower == 0) {
        at = here;
        return octet == ':' && here > name ? colon(lines, bytes, limit) : badName(octet);
      }
      bytes[here] = lower;
      here++;
    }
    at = here;
    return Progress.MORE;
  }

  private Progress badName(byte octet) {
    boolean control = Octets.control(octet) && octet != Octets.CR && octet != Octets.LF;
    return bad(control ? Refusal.INVALID_CHARACTERS : Refusal.CODEC_ERROR);
  }

  private Progress colon(HeaderLines lines, byte[] bytes, int limit) {
    nameEnd = at;
    at++;
    state = State.BLANK;
    return blank(lines, bytes, limit);
  }

  private Progress blank(HeaderLines lines, byte[] bytes, int limit) {
    while (at < limit && Octets.blank(bytes[at])) {
      at++;
    }
    if (at == limit) {
      return Progress.MORE;
    }
    value = at;
    state = State.VALUE;
    return value(lines, bytes, limit);
  }

  private Progress value(HeaderLines lines, byte[] bytes, int limit) {
    int here = Octets.control(bytes, at, limit);
    while (here < limit && bytes[here] == Octets.TAB) {
      here = Octets.control(bytes, here + 1, limit);
    }
    at = here;
    if (here == limit) {
      return Progress.MORE;
    }
    byte octet = bytes[here];
    if (octet == Octets.CR) {
      trim(bytes, here);
      at++;
      state = State.LINE_FEED;
      return at < limit ? lineFeed(lines, bytes) : Progress.MORE;
    }
    if (octet == Octets.LF && lenient) {
      trim(bytes, here);
      return lineFeed(lines, bytes);
    }
    return bad(octet == Octets.LF ? Refusal.CODEC_ERROR : Refusal.INVALID_CHARACTERS);
  }

  private void trim(byte[] bytes, int lineEnd) {
    int last = lineEnd;
    while (last > value && Octets.blank(bytes[last - 1])) {
      last--;
    }
    valueEnd = last;
  }

  private Progress lineFeed(HeaderLines lines, byte[] bytes) {
    if (bytes[at] != Octets.LF) {
      return bad(Refusal.CODEC_ERROR);
    }
    at++;
    state = State.LINE;
    if (folded) {
      folded = false;
      if (value < valueEnd) {
        lines.fold(value, valueEnd);
      }
    } else {
      lines.append(name, nameEnd, value, valueEnd);
    }
    return Progress.MORE;
  }

  private Progress lastLineFeed(byte[] bytes) {
    if (bytes[at] != Octets.LF) {
      return bad(Refusal.CODEC_ERROR);
    }
    at++;
    return Progress.DONE;
  }
}
