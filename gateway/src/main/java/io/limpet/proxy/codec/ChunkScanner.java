package io.limpet.proxy.codec;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Reads what stands between the contents of chunks (RFC 9112, 7.1), a byte at a time: sizes,
/// extensions, and the trailers after the last. Extensions are checked and dropped, and so are
/// trailers where nobody wants them.
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
  private final boolean keepsTrailers;
  private final StringBuilder trailerName = new StringBuilder(0);
  private final StringBuilder trailerValue = new StringBuilder(0);

  private State state = State.FIRST_DIGIT;
  private long size;
  private int digits;
  private int lineBytes;
  private int trailerBytes;
  private boolean complete;
  private @Nullable Trailers trailers;

  /// `keepsTrailers`: they are not only checked.
  ChunkScanner(Limits limits, boolean keepsTrailers) {
    this.limits = limits;
    this.keepsTrailers = keepsTrailers;
  }

  /// What followed the body, or null if nothing that is kept did.
  @Nullable Trailers trailers() {
    return trailers;
  }

  void begin() {
    state = State.FIRST_DIGIT;
    lineBytes = 0;
    trailerBytes = 0;
    trailers = null;
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

  private State trailerName(byte octet, boolean begun) {
    if (octet == ':' && begun) {
      return State.TRAILER_VALUE;
    }
    byte lower = Octets.name(octet);
    if (keepsTrailers && lower != 0) {
      trailerName.append((char) lower);
    }
    return lower == 0 ? State.BAD : State.TRAILER_NAME;
  }

  private State trailerValue(byte octet) {
    if (octet == Octets.CR) {
      keepTrailer();
      return State.TRAILER_LINE_FEED;
    }
    if (Octets.control(octet) && octet != Octets.TAB) {
      return State.BAD;
    }
    if (keepsTrailers) {
      trailerValue.append((char) (octet & 0xff));
    }
    return State.TRAILER_VALUE;
  }

  private void keepTrailer() {
    if (keepsTrailers) {
      Trailers kept = trailers == null ? new Trailers() : trailers;
      trailers = kept;
      kept.add(trailerName.toString(), trailerValue.toString().strip());
      trailerName.setLength(0);
      trailerValue.setLength(0);
    }
  }
}
