package io.limpet.proxy.codec;

import io.netty.buffer.ByteBuf;

/// Reads what stands between the contents of chunks (RFC 9112, 7.1), a byte at a time: sizes,
/// extensions, and the trailers after the last. Extensions and trailers are checked and dropped.
final class ChunkScanner {
  private static final int MAX_DIGITS = 16;

  private enum State {
    FIRST_DIGIT,
    DIGITS,
    BLANK,
    EXTENSION,
    SIZE_LINE_FEED,
    CONTENT_RETURN,
    CONTENT_LINE_FEED,
    TRAILER,
    TRAILER_NAME,
    TRAILER_VALUE,
    TRAILER_LINE_FEED,
    LAST_LINE_FEED,
    END,
    BAD
  }

  private final Limits limits;

  private State state = State.FIRST_DIGIT;
  private long size;
  private int digits;
  private int lineBytes;
  private int trailerBytes;
  private boolean complete;

  ChunkScanner(Limits limits) {
    this.limits = limits;
  }

  void begin() {
    state = State.FIRST_DIGIT;
    lineBytes = 0;
    trailerBytes = 0;
    size = 0;
    digits = 0;
  }

  /// The bytes of content that follow; 0 where the body is over.
  long size() {
    return size;
  }

  /// Whether the trailers are longer than is allowed.
  boolean tooLarge() {
    return trailerBytes > limits.trailerBytes();
  }

  /// Reads up to the next content ([Progress#DONE]) or to the end of the body (the same, and
  /// [#size] is 0).
  Progress scan(ByteBuf in) {
    complete = false;
    while (!complete && state != State.BAD && in.isReadable()) {
      state = next(in.readByte());
    }
    if (state == State.BAD) {
      return Progress.BAD;
    }
    return complete ? Progress.DONE : Progress.MORE;
  }

  private State next(byte octet) {
    return switch (state) {
      case FIRST_DIGIT -> Octets.hex(octet) < 0 ? State.BAD : digit(octet);
      case DIGITS -> Octets.hex(octet) < 0 ? sizeEnd(octet) : digit(octet);
      case BLANK -> Octets.blank(octet) ? line(State.BLANK) : blankEnd(octet);
      case EXTENSION -> extension(octet);
      case SIZE_LINE_FEED -> octet == Octets.LF ? contentStart() : State.BAD;
      case CONTENT_RETURN -> octet == Octets.CR ? State.CONTENT_LINE_FEED : State.BAD;
      case CONTENT_LINE_FEED -> octet == Octets.LF ? sizeStart() : State.BAD;
      case TRAILER ->
          octet == Octets.CR ? State.LAST_LINE_FEED : trailer(trailerName(octet, false));
      case TRAILER_NAME -> trailer(trailerName(octet, true));
      case TRAILER_VALUE -> trailer(trailerValue(octet));
      case TRAILER_LINE_FEED -> octet == Octets.LF ? State.TRAILER : State.BAD;
      case LAST_LINE_FEED -> octet == Octets.LF ? bodyEnd() : State.BAD;
      case END, BAD -> State.BAD;
    };
  }

  private State sizeStart() {
    size = 0;
    digits = 0;
    lineBytes = 0;
    return State.FIRST_DIGIT;
  }

  private State digit(byte octet) {
    digits++;
    size = size << 4 | Octets.hex(octet);
    return digits > MAX_DIGITS || size < 0 ? State.BAD : State.DIGITS;
  }

  private State sizeEnd(byte octet) {
    if (octet == Octets.CR) {
      return State.SIZE_LINE_FEED;
    }
    return Octets.blank(octet) ? line(State.BLANK) : blankEnd(octet);
  }

  /// Blanks after a size must lead to an extension.
  private State blankEnd(byte octet) {
    return octet == ';' ? line(State.EXTENSION) : State.BAD;
  }

  private State extension(byte octet) {
    if (octet == Octets.CR) {
      return State.SIZE_LINE_FEED;
    }
    return Octets.control(octet) && octet != Octets.TAB ? State.BAD : line(State.EXTENSION);
  }

  private State line(State next) {
    lineBytes++;
    return lineBytes > limits.chunkLineBytes() ? State.BAD : next;
  }

  private State contentStart() {
    if (size == 0) {
      return State.TRAILER;
    }
    complete = true;
    return State.CONTENT_RETURN;
  }

  private State bodyEnd() {
    complete = true;
    return State.END;
  }

  private State trailer(State next) {
    trailerBytes++;
    return tooLarge() ? State.BAD : next;
  }

  private static State trailerName(byte octet, boolean begun) {
    if (octet == ':' && begun) {
      return State.TRAILER_VALUE;
    }
    return Octets.name(octet) == 0 ? State.BAD : State.TRAILER_NAME;
  }

  private static State trailerValue(byte octet) {
    if (octet == Octets.CR) {
      return State.TRAILER_LINE_FEED;
    }
    return Octets.control(octet) && octet != Octets.TAB ? State.BAD : State.TRAILER_VALUE;
  }
}
