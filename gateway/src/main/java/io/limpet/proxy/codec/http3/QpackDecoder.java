package io.limpet.proxy.codec.http3;

import io.limpet.proxy.codec.HeaderLines;
import io.limpet.proxy.codec.KnownHeader;
import io.limpet.proxy.codec.Octets;
import io.limpet.proxy.codec.http2.FieldRules;
import io.limpet.proxy.codec.http2.Huffman;
import io.limpet.proxy.codec.http2.Malformed;
import org.jspecify.annotations.Nullable;

/// Reads field sections (RFC 9204, 4.5) into lines of a head, in one pass. Nothing of the dynamic
/// table may be in them, which has no room. Pseudo-headers become lines too, whose names begin with
/// a colon.
///
/// A field that no message may have, or that is one too many, is not taken, and [#malformed] says
/// so; what breaks the compression itself ends the connection.
final class QpackDecoder {
  private static final int SEPARATOR = 2; // `: `

  private final int headBytes;
  private final int headers;

  // Of the section that is being read.
  private byte[] in = {};
  private int at;
  private int end;
  private HeaderLines lines;
  private int taken;
  private int takenBytes;
  private @Nullable Malformed malformed;

  /// `spare` stands where a head's lines will be.
  QpackDecoder(int headBytes, int headers, HeaderLines spare) {
    this.headBytes = headBytes;
    this.headers = headers;
    this.lines = spare;
  }

  /// What is wrong with the section's fields; null if nothing is.
  @Nullable Malformed malformed() {
    return malformed;
  }

  /// Reads a whole section; false if its compression is broken, so that the connection must end.
  boolean decode(byte[] section, int from, int to, HeaderLines into) {
    in = section;
    at = from;
    end = to;
    lines = into;
    taken = 0;
    takenBytes = 0;
    malformed = null;
    boolean good = prefix();
    while (good && at < end) {
      good = field(in[at]);
    }
    return good;
  }

  /// The number of entries that must be there is 0; the base that they count from says nothing.
  private boolean prefix() {
    return at < end && integer(8) == 0 && at < end && integer(7) >= 0;
  }

  private boolean field(int first) {
    if ((first & 0x80) != 0) {
      return (first & 0x40) != 0 && indexed(integer(6));
    }
    if ((first & 0x40) != 0) {
      return (first & 0x10) != 0 && named(integer(4), (first & 0x20) != 0);
    }
    if ((first & 0x20) == 0) {
      return false;
    }
    int name = lines.end();
    return literal(name, string(name, 3), StaticTable.NONE, (first & 0x10) != 0);
  }

  private boolean indexed(int index) {
    if (index < 0 || index >= StaticTable.SIZE) {
      return false;
    }
    byte[] line = StaticTable.line(index);
    if (fits(line.length - SEPARATOR)) {
      int name = lines.end();
      System.arraycopy(line, 0, lines.room(line.length + SEPARATOR), name, line.length);
      take(name + StaticTable.nameLength(index), name + line.length, StaticTable.known(index));
    }
    return true;
  }

  private boolean named(int index, boolean never) {
    if (index < 0 || index >= StaticTable.SIZE) {
      return false;
    }
    int name = lines.end();
    int length = StaticTable.nameLength(index);
    System.arraycopy(StaticTable.line(index), 0, lines.room(length + SEPARATOR), name, length);
    return literal(name, name + length, index, never);
  }

  private boolean literal(int name, int nameEnd, int index, boolean never) {
    int value = nameEnd + SEPARATOR;
    int valueEnd = nameEnd < 0 ? -1 : string(value, 7);
    if (valueEnd < 0) {
      return false;
    }
    byte[] bytes = lines.room(valueEnd + SEPARATOR - name);
    bytes[nameEnd] = ':';
    bytes[nameEnd + 1] = Octets.SPACE;
    int known = index < 0 ? KnownHeader.find(bytes, name, nameEnd) : StaticTable.known(index);
    if (known == KnownHeader.NONE && !FieldRules.isName(bytes, name, nameEnd)) {
      refuse(Malformed.NAME);
    } else if (!FieldRules.isValue(bytes, value, valueEnd)) {
      refuse(Malformed.VALUE);
    } else if (fits(valueEnd - name - SEPARATOR)) {
      take(nameEnd, valueEnd, known);
      if (never) {
        lines.neverIndexed();
      }
    }
    return true;
  }

  private boolean fits(int size) {
    takenBytes = Math.min(takenBytes + size, 1 << 30);
    if (takenBytes > headBytes) {
      refuse(Malformed.TOO_LARGE);
      return false;
    }
    if (taken == headers) {
      refuse(Malformed.TOO_MANY);
      return false;
    }
    return true;
  }

  private void refuse(Malformed why) {
    if (malformed == null) {
      malformed = why;
    }
  }

  /// Blanks around a value are no part of it; pseudo-headers have none.
  private void take(int nameEnd, int putEnd, int known) {
    byte[] bytes = lines.bytes();
    int value = nameEnd + SEPARATOR;
    int valueEnd = putEnd;
    while (value < valueEnd && Octets.blank(bytes[value])) {
      value++;
    }
    while (value < valueEnd && Octets.blank(bytes[valueEnd - 1])) {
      valueEnd--;
    }
    if (valueEnd - value < putEnd - nameEnd - SEPARATOR && KnownHeader.pseudo(known)) {
      refuse(Malformed.VALUE);
    }
    lines.take(nameEnd, value, valueEnd, putEnd, known);
    taken++;
  }

  /// Reads a text to a place behind the lines; where it ends there, or -1. The bit before its
  /// length says whether it is in Huffman's code.
  private int string(int to, int prefixBits) {
    if (at == end) {
      return -1;
    }
    boolean huffman = (in[at] & (1 << prefixBits)) != 0;
    int length = integer(prefixBits);
    if (length < 0 || length > end - at) {
      return -1;
    }
    int from = at;
    at += length;
    int before = to - lines.end();
    if (huffman) {
      byte[] bytes = lines.room(before + Huffman.mostDecoded(length) + SEPARATOR);
      return Huffman.decode(in, from, at, bytes, to);
    }
    System.arraycopy(in, from, lines.room(before + length + SEPARATOR), to, length);
    return to + length;
  }

  /// An integer (RFC 7541, 5.1), of 28 bits at most; -1 if it is larger or cut.
  private int integer(int prefixBits) {
    int mask = (1 << prefixBits) - 1;
    int value = in[at++] & mask;
    if (value < mask) {
      return value;
    }
    for (int shift = 0; shift <= 21 && at < end; shift += 7) {
      int octet = in[at++];
      value += (octet & 0x7f) << shift;
      if (octet >= 0) {
        return value;
      }
    }
    return -1;
  }
}
