package io.limpet.proxy.codec.http2;

import io.limpet.proxy.codec.HeaderLines;
import io.limpet.proxy.codec.KnownHeader;

/// Reads the header blocks of one side of a connection (RFC 7541). A block with a field that is not
/// taken is read to its end all the same: its fields may be needed by later blocks. What breaks the
/// compression itself ends the connection.
final class HpackDecoder extends FieldDecoder {
  // What is wrong with a field of the table, beside its name's number.
  private static final int BAD_NAME = 0x100;
  private static final int BAD_VALUE = 0x200;
  private static final int KNOWN_MASK = 0xff;

  private final HpackTable table;
  private final FieldPlace place = new FieldPlace();

  private int sizeLimit;
  private boolean updateDue;

  /// `spare` stands where a head's lines will be.
  HpackDecoder(int headBytes, int headers, HeaderLines spare) {
    super(headBytes, headers, spare);
    this.sizeLimit = 4096;
    this.table = new HpackTable(sizeLimit);
  }

  /// The peer knows that the table may not be larger than that (RFC 7541, 4.2): if it was, its next
  /// block says so first.
  void sizeLimit(int bytes) {
    sizeLimit = bytes;
    updateDue = table.maxSize() > bytes;
  }

  /// Reads a whole block; false if its compression is broken, so that the connection must end.
  boolean decode(byte[] block, int from, int to, HeaderLines into) {
    begin(block, from, to, into);
    boolean good = updates();
    while (good && hasMore()) {
      good = field(peek());
    }
    return good;
  }

  private boolean updates() {
    while (hasMore() && (peek() & 0xe0) == 0x20) {
      int size = integer(5);
      if (size < 0 || size > sizeLimit) {
        return false;
      }
      table.maxSize(size);
      updateDue = false;
    }
    return !updateDue;
  }

  private boolean field(int first) {
    if (first < 0) {
      return indexed(integer(7));
    }
    if ((first & 0x40) != 0) {
      return literal(integer(6), true, false);
    }
    if ((first & 0x20) != 0) {
      return false;
    }
    return literal(integer(4), false, (first & 0x10) != 0);
  }

  private boolean indexed(int index) {
    if (index <= 0 || index > StaticTable.SIZE + table.count()) {
      return false;
    }
    if (index <= StaticTable.SIZE) {
      byte[] line = StaticTable.FIELDS.line(index);
      copy(
          line,
          0,
          StaticTable.FIELDS.nameLength(index),
          line.length,
          StaticTable.FIELDS.known(index));
      return true;
    }
    int entry = index - StaticTable.SIZE - 1;
    int tag = table.tag(entry);
    if ((tag & (BAD_NAME | BAD_VALUE)) != 0) {
      refuse((tag & BAD_NAME) != 0 ? Malformed.NAME : Malformed.VALUE);
      return true;
    }
    int nameLength = table.nameLength(entry);
    int length = nameLength + SEPARATOR + table.valueLength(entry);
    copy(table.bytes(), table.at(entry), nameLength, length, (byte) (tag & KNOWN_MASK));
    return true;
  }

  private boolean literal(int nameIndex, boolean indexing, boolean never) {
    int name = lines().end();
    int nameEnd = nameIndex == 0 ? string(name, 7) : name(nameIndex);
    if (nameEnd < 0) {
      return false;
    }
    int value = nameEnd + SEPARATOR;
    int valueEnd = string(value, 7);
    if (valueEnd < 0) {
      return false;
    }
    byte[] bytes = join(nameEnd, valueEnd);
    int valueTag = FieldRules.isValue(bytes, value, valueEnd) ? 0 : BAD_VALUE;
    int tag = tag(nameIndex, bytes, name, nameEnd) | valueTag;
    if (indexing) {
      place.set(bytes, name, nameEnd, value, valueEnd);
      table.add(place, tag, 0);
    }
    if ((tag & (BAD_NAME | BAD_VALUE)) != 0) {
      refuse((tag & BAD_NAME) != 0 ? Malformed.NAME : Malformed.VALUE);
    } else if (fits(valueEnd - name - SEPARATOR)) {
      take(nameEnd, valueEnd, (byte) (tag & KNOWN_MASK));
      if (never) {
        lines().neverIndexed();
      }
    }
    return true;
  }

  /// Copies the name of a field of the tables; where it ends, or -1.
  private int name(int index) {
    if (index < 0 || index > StaticTable.SIZE + table.count()) {
      return -1;
    }
    int entry = index - StaticTable.SIZE - 1;
    int length = entry < 0 ? StaticTable.FIELDS.nameLength(index) : table.nameLength(entry);
    return name(
        entry < 0 ? StaticTable.FIELDS.line(index) : table.bytes(),
        entry < 0 ? 0 : table.at(entry),
        length);
  }

  private int tag(int nameIndex, byte[] bytes, int name, int nameEnd) {
    if (nameIndex > StaticTable.SIZE) {
      return table.tag(nameIndex - StaticTable.SIZE - 1) & (BAD_NAME | KNOWN_MASK);
    }
    if (nameIndex > 0) {
      return StaticTable.FIELDS.known(nameIndex) & KNOWN_MASK;
    }
    int known = KnownHeader.find(bytes, name, nameEnd);
    if (known != KnownHeader.NONE) {
      return known;
    }
    return (known & KNOWN_MASK) | (FieldRules.isName(bytes, name, nameEnd) ? 0 : BAD_NAME);
  }
}
