package io.limpet.proxy.codec;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/// The names of a head as they came, for a side that keeps their case (Envoy: `preserve_case`). The
/// head has them in lower case at the same positions.
final class Spelling {
  private static final byte[] NOTHING = {};

  private byte[] bytes = NOTHING;
  private int end;
  private boolean kept;

  void begin(boolean keep) {
    kept = keep;
    end = 0;
  }

  void copy(Spelling other) {
    bytes = other.kept ? other.bytes.clone() : NOTHING;
    end = other.end;
    kept = other.kept;
  }

  /// Whether names are to be written as they came.
  boolean kept() {
    return kept;
  }

  /// Keeps the next bytes of the buffer, which the head has from `at` on; takes none of them.
  void keep(ByteBuf in, int at, int size) {
    if (kept) {
      if (at + size > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(at + size, bytes.length * 2));
      }
      in.getBytes(in.readerIndex(), bytes, at, size);
    }
  }

  /// Where the lines end that were read, and those begin that are added.
  void end(int blankLine) {
    end = blankLine;
  }

  /// Writes a name as the first line of that name was spelled, be it removed by now.
  void write(HeaderLines lines, byte[] name, int from, int to, ByteBuf out) {
    for (int line = 0; line < lines.count() && lines.name(line) < end; line++) {
      if (lines.nameEnd(line) - lines.name(line) == to - from
          && Arrays.equals(name, from, to, lines.bytes(), lines.name(line), lines.nameEnd(line))) {
        out.writeBytes(bytes, lines.name(line), to - from);
        return;
      }
    }
    out.writeBytes(name, from, to - from);
  }
}
