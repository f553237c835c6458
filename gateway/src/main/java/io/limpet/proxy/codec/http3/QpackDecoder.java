package io.limpet.proxy.codec.http3;

import io.limpet.proxy.codec.HeaderLines;
import io.limpet.proxy.codec.KnownHeader;
import io.limpet.proxy.codec.http2.FieldRules;
import io.limpet.proxy.codec.http2.FieldSection;
import io.limpet.proxy.codec.http2.Malformed;
import org.jspecify.annotations.Nullable;

/// Reads field sections (RFC 9204, 4.5) into lines of a head, in one pass. Nothing of the dynamic
/// table may be in them, which has no room. Pseudo-headers become lines too, whose names begin with
/// a colon.
///
/// A field that no message may have, or that is one too many, is not taken, and [#malformed] says
/// so; what breaks the compression itself ends the connection.
final class QpackDecoder {
  private static final int SEPARATOR = FieldSection.SEPARATOR;

  private final FieldSection section;

  /// `spare` stands where a head's lines will be.
  QpackDecoder(int headBytes, int headers, HeaderLines spare) {
    this.section = new FieldSection(headBytes, headers, spare);
  }

  /// What is wrong with the section's fields; null if nothing is.
  @Nullable Malformed malformed() {
    return section.malformed();
  }

  /// Reads a whole section; false if its compression is broken, so that the connection must end.
  boolean decode(byte[] bytes, int from, int to, HeaderLines into) {
    section.begin(bytes, from, to, into);
    boolean good = prefix();
    while (good && section.hasMore()) {
      good = field(section.peek());
    }
    return good;
  }

  /// The number of entries that must be there is 0; the base that they count from says nothing.
  private boolean prefix() {
    return section.hasMore()
        && section.integer(8) == 0
        && section.hasMore()
        && section.integer(7) >= 0;
  }

  private boolean field(int first) {
    if ((first & 0x80) != 0) {
      return (first & 0x40) != 0 && indexed(section.integer(6));
    }
    if ((first & 0x40) != 0) {
      return (first & 0x10) != 0 && named(section.integer(4), (first & 0x20) != 0);
    }
    if ((first & 0x20) == 0) {
      return false;
    }
    int nameEnd = section.string(section.lines().end(), 3);
    return literal(nameEnd, StaticTable.NONE, (first & 0x10) != 0);
  }

  private boolean indexed(int index) {
    if (index < 0 || index >= StaticTable.SIZE) {
      return false;
    }
    byte[] line = StaticTable.FIELDS.line(index);
    int nameLength = StaticTable.FIELDS.nameLength(index);
    section.copy(line, 0, nameLength, line.length, StaticTable.FIELDS.known(index));
    return true;
  }

  private boolean named(int index, boolean never) {
    if (index < 0 || index >= StaticTable.SIZE) {
      return false;
    }
    byte[] line = StaticTable.FIELDS.line(index);
    int nameEnd = section.name(line, 0, StaticTable.FIELDS.nameLength(index));
    return literal(nameEnd, index, never);
  }

  private boolean literal(int nameEnd, int index, boolean never) {
    int name = section.lines().end();
    int value = nameEnd + SEPARATOR;
    int valueEnd = nameEnd < 0 ? -1 : section.string(value, 7);
    if (valueEnd < 0) {
      return false;
    }
    byte[] bytes = section.join(nameEnd, valueEnd);
    int known =
        index < 0 ? KnownHeader.find(bytes, name, nameEnd) : StaticTable.FIELDS.known(index);
    if (known == KnownHeader.NONE && !FieldRules.isName(bytes, name, nameEnd)) {
      section.refuse(Malformed.NAME);
    } else if (!FieldRules.isValue(bytes, value, valueEnd)) {
      section.refuse(Malformed.VALUE);
    } else if (section.fits(valueEnd - name - SEPARATOR)) {
      section.take(nameEnd, valueEnd, known);
      if (never) {
        section.lines().neverIndexed();
      }
    }
    return true;
  }
}
