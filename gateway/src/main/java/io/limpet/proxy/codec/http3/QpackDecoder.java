package io.limpet.proxy.codec.http3;

import io.limpet.proxy.codec.HeaderLines;
import io.limpet.proxy.codec.KnownHeader;
import io.limpet.proxy.codec.http2.FieldDecoder;
import io.limpet.proxy.codec.http2.FieldRules;
import io.limpet.proxy.codec.http2.Malformed;

/// Reads field sections (RFC 9204, 4.5). Nothing of the dynamic table may be in them, which has no
/// room. What breaks the compression itself ends the connection.
final class QpackDecoder extends FieldDecoder {
  /// `spare` stands where a head's lines will be.
  QpackDecoder(int headBytes, int headers, HeaderLines spare) {
    super(headBytes, headers, spare);
  }

  /// Reads a whole section; false if its compression is broken, so that the connection must end.
  boolean decode(byte[] bytes, int from, int to, HeaderLines into) {
    begin(bytes, from, to, into);
    boolean good = prefix();
    while (good && hasMore()) {
      good = field(peek());
    }
    return good;
  }

  /// The number of entries that must be there is 0; the base that they count from says nothing.
  private boolean prefix() {
    return hasMore() && integer(8) == 0 && hasMore() && integer(7) >= 0;
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
    int nameEnd = string(lines().end(), 3);
    return literal(nameEnd, StaticTable.NONE, (first & 0x10) != 0);
  }

  private boolean indexed(int index) {
    if (index < 0 || index >= StaticTable.SIZE) {
      return false;
    }
    byte[] line = StaticTable.FIELDS.line(index);
    int nameLength = StaticTable.FIELDS.nameLength(index);
    copy(line, 0, nameLength, line.length, StaticTable.FIELDS.known(index));
    return true;
  }

  private boolean named(int index, boolean never) {
    if (index < 0 || index >= StaticTable.SIZE) {
      return false;
    }
    byte[] line = StaticTable.FIELDS.line(index);
    int nameEnd = name(line, 0, StaticTable.FIELDS.nameLength(index));
    return literal(nameEnd, index, never);
  }

  private boolean literal(int nameEnd, int index, boolean never) {
    int name = lines().end();
    int value = nameEnd + SEPARATOR;
    int valueEnd = nameEnd < 0 ? -1 : string(value, 7);
    if (valueEnd < 0) {
      return false;
    }
    byte[] bytes = join(nameEnd, valueEnd);
    int known =
        index < 0 ? KnownHeader.find(bytes, name, nameEnd) : StaticTable.FIELDS.known(index);
    if (known == KnownHeader.NONE && !FieldRules.isName(bytes, name, nameEnd)) {
      refuse(Malformed.NAME);
    } else if (!FieldRules.isValue(bytes, value, valueEnd)) {
      refuse(Malformed.VALUE);
    } else if (fits(valueEnd - name - SEPARATOR)) {
      take(nameEnd, valueEnd, known);
      if (never) {
        lines().neverIndexed();
      }
    }
    return true;
  }
}
