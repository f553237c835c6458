package io.limpet.proxy.codec.http3;

import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.HeadPool;
import io.limpet.proxy.codec.HeaderLine;
import io.limpet.proxy.codec.HeaderLines;
import io.limpet.proxy.codec.KnownHeader;
import io.limpet.proxy.codec.Trailers;
import io.limpet.proxy.codec.http2.Huffman;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Writes field sections (RFC 9204, 4.5) by the static table: each is complete in itself.
final class QpackEncoder {
  private static final int SEPARATOR = 2; // `: `
  private static final int INDEXED = 0xc0;
  private static final int NAMED = 0x50;
  private static final int LITERAL = 0x20;
  private static final int NEVER_NAMED = 0x20;
  private static final int NEVER_LITERAL = 0x10;

  private final HeadPool pool;
  private ByteBuf out = Unpooled.EMPTY_BUFFER; // of the section that is being written

  QpackEncoder(HeadPool pool) {
    this.pool = pool;
  }

  void response(ByteBuf to, EditableResponseHead head) {
    begin(to);
    status(head.status());
    HeaderLines lines = head.lines();
    byte[] in = lines.bytes();
    for (int line = 0; line < lines.count(); line++) {
      if (!lines.gone(line) && !KnownHeader.ofHttp1(lines.known(line))) {
        int name = lines.name(line);
        int first = StaticTable.FIELDS.find(in, name, lines.nameEnd(line));
        if (first >= 0) {
          named(first, lines, line);
        } else {
          int never = lines.neverIndexed(line) ? NEVER_LITERAL : 0;
          string(LITERAL | never, 3, in, name, lines.nameEnd(line));
          string(0, 7, in, lines.value(line), lines.valueEnd(line));
        }
      }
    }
  }

  private void named(int first, HeaderLines lines, int line) {
    byte[] in = lines.bytes();
    int value = lines.value(line);
    int valueEnd = lines.valueEnd(line);
    int index = StaticTable.FIELDS.find(first, in, value, valueEnd);
    if (index >= 0) {
      integer(INDEXED, 6, index);
    } else {
      integer(NAMED | (lines.neverIndexed(line) ? NEVER_NAMED : 0), 4, first);
      string(0, 7, in, value, valueEnd);
    }
  }

  void trailers(ByteBuf to, Trailers trailers) {
    begin(to);
    for (HeaderLine line : trailers.lines()) {
      byte[] in = line.bytes();
      int nameEnd = line.name().text().length();
      string(LITERAL, 3, in, 0, nameEnd);
      string(0, 7, in, nameEnd + SEPARATOR, in.length - SEPARATOR);
    }
  }

  /// No entry of the dynamic table is needed, and none is counted from.
  private void begin(ByteBuf to) {
    out = to;
    out.writeShort(0);
  }

  private void status(int status) {
    int index = StaticTable.status(status);
    if (index >= 0) {
      integer(INDEXED, 6, index);
      return;
    }
    integer(NAMED, 4, StaticTable.STATUS);
    out.writeByte(3);
    out.writeByte('0' + status / 100);
    out.writeByte('0' + status / 10 % 10);
    out.writeByte('0' + status % 10);
  }

  /// In Huffman's code where that is shorter; the bit before the length says so.
  private void string(int kind, int prefixBits, byte[] in, int from, int to) {
    int length = to - from;
    byte[] coded = pool.scratch(length + Integer.BYTES);
    int end = Huffman.encode(in, from, to, coded, 0);
    if (end < 0) {
      integer(kind, prefixBits, length);
      out.writeBytes(in, from, length);
    } else {
      integer(kind | 1 << prefixBits, prefixBits, end);
      out.writeBytes(coded, 0, end);
    }
  }

  private void integer(int kind, int prefixBits, int value) {
    int mask = (1 << prefixBits) - 1;
    if (value < mask) {
      out.writeByte(kind | value);
      return;
    }
    out.writeByte(kind | mask);
    int rest = value - mask;
    while (rest > 0x7f) {
      out.writeByte(rest | 0x80);
      rest >>>= 7;
    }
    out.writeByte(rest);
  }
}
