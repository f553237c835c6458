package io.limpet.proxy.codec;

import io.limpet.proxy.plan.Http1Plan.HeaderCase;
import io.netty.buffer.ByteBuf;

/// Writes the lines of a head as HTTP/1 has them.
final class LineWriter {
  private LineWriter() {}

  /// How names are to be written where the other side wants `wanted`: what came with its own case
  /// keeps it.
  static HeaderCase style(HeaderLines lines, HeaderCase wanted) {
    if (lines.spelling().kept()) {
      return HeaderCase.PRESERVED;
    }
    return wanted == HeaderCase.PROPER ? HeaderCase.PROPER : HeaderCase.LOWER;
  }

  /// Writes a line of our own.
  static void writeLine(HeaderLines lines, HeaderLine line, HeaderCase style, ByteBuf out) {
    byte[] text = line.bytes();
    int name = line.name().text().length();
    switch (style) {
      case LOWER -> out.writeBytes(text, 0, name);
      case PROPER -> HeaderNames.writeProper(text, 0, name, out);
      case PRESERVED -> lines.spelling().write(lines, text, 0, name, out);
    }
    out.writeBytes(text, name, text.length - name);
  }

  /// Writes the bytes from `from` on and all lines that are left, names in a style.
  static void write(HeaderLines lines, int from, HeaderCase style, ByteBuf out) {
    if (style == HeaderCase.LOWER) {
      write(lines, from, out);
      return;
    }
    byte[] bytes = lines.bytes();
    out.writeBytes(bytes, from, (lines.count() == 0 ? lines.end() : lines.name(0)) - from);
    for (int line = 0; line < lines.count(); line++) {
      if (!lines.gone(line)) {
        if (style == HeaderCase.PROPER) {
          HeaderNames.writeProper(bytes, lines.name(line), lines.nameEnd(line), out);
        } else {
          lines.spelling().write(lines, bytes, lines.name(line), lines.nameEnd(line), out);
        }
        writeValue(lines, line, out);
      }
    }
  }

  /// Writes the bytes from `from` on and all lines that are left, in as few stretches as may be.
  private static void write(HeaderLines lines, int from, ByteBuf out) {
    byte[] bytes = lines.bytes();
    int start = from;
    for (int line = 0; line < lines.count(); line++) {
      int lineEnd = line + 1 < lines.count() ? lines.name(line + 1) : lines.end();
      boolean gone = lines.gone(line);
      if (gone || !plain(lines, line, lineEnd)) {
        out.writeBytes(bytes, start, lines.name(line) - start);
        start = lineEnd;
        if (!gone) {
          out.writeBytes(bytes, lines.name(line), lines.nameEnd(line) - lines.name(line));
          writeValue(lines, line, out);
        }
      }
    }
    out.writeBytes(bytes, start, lines.end() - start);
  }

  /// Whether the line stands there as it is to be written: `name: value`, CR, LF.
  private static boolean plain(HeaderLines lines, int line, int lineEnd) {
    byte[] bytes = lines.bytes();
    int value = lines.value(line);
    return value == lines.nameEnd(line) + 2
        && bytes[value - 1] == Octets.SPACE
        && lines.valueEnd(line) + 2 == lineEnd
        && bytes[lineEnd - 2] == Octets.CR;
  }

  private static void writeValue(HeaderLines lines, int line, ByteBuf out) {
    int value = lines.value(line);
    out.writeByte(':').writeByte(' ');
    out.writeBytes(lines.bytes(), value, lines.valueEnd(line) - value);
    out.writeByte(Octets.CR).writeByte(Octets.LF);
  }
}
