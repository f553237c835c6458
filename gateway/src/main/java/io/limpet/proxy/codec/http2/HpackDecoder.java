package io.limpet.proxy.codec.http2;

import io.limpet.proxy.codec.HeaderLines;
import io.limpet.proxy.codec.KnownHeader;
import io.limpet.proxy.codec.Octets;
import org.jspecify.annotations.Nullable;

/// Reads the header blocks of one side of a connection (RFC 7541) into lines of a head, in one
/// pass. Pseudo-headers become lines too, whose names begin with a colon.
///
/// A field that no message may have, or that is one too many, is not taken; [#malformed] says
/// so, and the block is read to its end all the same: its fields may be needed by later blocks.
/// What breaks the compression itself ends the connection.
final class HpackDecoder {
  private static final int PREFIX = 2; // `: `

  // What is wrong with a field of the table, beside its name's number.
  private static final int BAD_NAME = 0x100;
  private static final int BAD_VALUE = 0x200;
  private static final int KNOWN_MASK = 0xff;

  private final int headBytes;
  private final int headers;
  private final HpackTable table;
  private final FieldPlace place = new FieldPlace();

  private int sizeLimit;
  private boolean updateDue;

  // Of the block that is being read.
  private byte[] in = {};
  private int at;
  private int end;
  private HeaderLines lines;
  private int taken;
  private int takenBytes;
  private @Nullable Malformed malformed;

  /// `spare` stands where a head's lines will be.
  HpackDecoder(int headBytes, int headers, HeaderLines spare) {
    this.lines = spare;
    this.headBytes = headBytes;
    this.headers = headers;
    this.sizeLimit = 4096;
    this.table = new HpackTable(sizeLimit);
  }

  /// The peer knows that the table may not be larger than that (RFC 7541, 4.2): if it was, its next
  /// block says so first.
  void sizeLimit(int bytes) {
    sizeLimit = bytes;
    updateDue = table.maxSize() > bytes;
  }

  /// What is wrong with the block's fields; null if nothing is.
  @Nullable Malformed malformed() {
    return malformed;
  }

  /// Reads a whole block; false if its compression is broken, so that the connection must end.
  boolean decode(byte[] block, int from, int to, HeaderLines into) {
    in = block;
    at = from;
    end = to;
    lines = into;
    taken = 0;
    takenBytes = 0;
    malformed = null;
    boolean good = updates();
    while (good && at < end) {
      good = field(in[at]);
    }
    return good;
  }

  private boolean updates() {
    while (at < end && (in[at] & 0xe0) == 0x20) {
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
      byte[] line = StaticTable.line(index);
      copy(line, 0, StaticTable.nameLength(index), line.length, StaticTable.known(index));
      return true;
    }
    int entry = index - StaticTable.SIZE - 1;
    int tag = table.tag(entry);
    if ((tag & (BAD_NAME | BAD_VALUE)) != 0) {
      refuse((tag & BAD_NAME) != 0 ? Malformed.NAME : Malformed.VALUE);
      return true;
    }
    int nameLength = table.nameLength(entry);
    int length = nameLength + PREFIX + table.valueLength(entry);
    copy(table.bytes(), table.at(entry), nameLength, length, (byte) (tag & KNOWN_MASK));
    return true;
  }

  /// Takes a line whole; its value is as it should be, but for blanks around it.
  private void copy(byte[] from, int start, int nameLength, int length, int known) {
    if (fits(length - PREFIX)) {
      int name = lines.end();
      byte[] bytes = lines.room(length + PREFIX);
      System.arraycopy(from, start, bytes, name, length);
      takeTrimmed(name + nameLength, name + length, known);
    }
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

  /// Blanks around a value are no part of it (Envoy lets them pass, RFC 9113, 8.2.1 does not);
  /// pseudo-headers have none.
  private void takeTrimmed(int nameEnd, int putEnd, int known) {
    byte[] bytes = lines.bytes();
    int value = nameEnd + PREFIX;
    int valueEnd = putEnd;
    while (value < valueEnd && Octets.blank(bytes[value])) {
      value++;
    }
    while (value < valueEnd && Octets.blank(bytes[valueEnd - 1])) {
      valueEnd--;
    }
    if (valueEnd - value < putEnd - nameEnd - PREFIX && KnownHeader.pseudo(known)) {
      refuse(Malformed.VALUE);
    }
    lines.take(nameEnd, value, valueEnd, putEnd, known);
    taken++;
  }

  private boolean literal(int nameIndex, boolean indexing, boolean never) {
    int name = lines.end();
    int nameEnd = nameIndex == 0 ? string(name) : name(nameIndex, name);
    if (nameEnd < 0) {
      return false;
    }
    int value = nameEnd + PREFIX;
    int valueEnd = string(value);
    if (valueEnd < 0) {
      return false;
    }
    byte[] bytes = lines.room(valueEnd + PREFIX - name);
    bytes[nameEnd] = ':';
    bytes[nameEnd + 1] = Octets.SPACE;
    int tag = tag(nameIndex, name, nameEnd) | valueTag(value, valueEnd);
    if (indexing) {
      place.set(bytes, name, nameEnd, value, valueEnd);
      table.add(place, tag, 0);
    }
    if ((tag & (BAD_NAME | BAD_VALUE)) != 0) {
      refuse((tag & BAD_NAME) != 0 ? Malformed.NAME : Malformed.VALUE);
    } else if (fits(valueEnd - name - PREFIX)) {
      takeTrimmed(nameEnd, valueEnd, (byte) (tag & KNOWN_MASK));
      if (never) {
        lines.neverIndexed();
      }
    }
    return true;
  }

  /// Copies the name of a field of the tables; where it ends, or -1.
  private int name(int index, int to) {
    if (index < 0 || index > StaticTable.SIZE + table.count()) {
      return -1;
    }
    int entry = index - StaticTable.SIZE - 1;
    int length = entry < 0 ? StaticTable.nameLength(index) : table.nameLength(entry);
    byte[] bytes = lines.room(length + PREFIX);
    System.arraycopy(
        entry < 0 ? StaticTable.line(index) : table.bytes(),
        entry < 0 ? 0 : table.at(entry),
        bytes,
        to,
        length);
    return to + length;
  }

  private int tag(int nameIndex, int name, int nameEnd) {
    if (nameIndex > StaticTable.SIZE) {
      return table.tag(nameIndex - StaticTable.SIZE - 1) & (BAD_NAME | KNOWN_MASK);
    }
    if (nameIndex > 0) {
      return StaticTable.known(nameIndex) & KNOWN_MASK;
    }
    byte[] bytes = lines.bytes();
    int known = KnownHeader.find(bytes, name, nameEnd);
    if (known != KnownHeader.NONE) {
      return known;
    }
    return (known & KNOWN_MASK) | (FieldRules.isName(bytes, name, nameEnd) ? 0 : BAD_NAME);
  }

  private int valueTag(int value, int valueEnd) {
    return FieldRules.isValue(lines.bytes(), value, valueEnd) ? 0 : BAD_VALUE;
  }

  /// Reads a text to a place behind the lines; where it ends there, or -1.
  private int string(int to) {
    if (at == end) {
      return -1;
    }
    boolean huffman = in[at] < 0;
    int length = integer(7);
    if (length < 0 || length > end - at) {
      return -1;
    }
    int from = at;
    at += length;
    int before = to - lines.end();
    if (huffman) {
      byte[] bytes = lines.room(before + Huffman.mostDecoded(length) + PREFIX);
      return Huffman.decode(in, from, at, bytes, to);
    }
    System.arraycopy(in, from, lines.room(before + length + PREFIX), to, length);
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
