package io.limpet.proxy.codec;

import io.limpet.proxy.plan.Http1Plan.HeaderCase;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The bytes of one head, and for each of its lines where name and value are.
///
/// A head is copied out of the connection's buffer once, so that the buffer is free while the
/// exchange lasts. Names are put in lower case in place. Lines that are added go behind those that
/// were read, over the blank line that ended them: what is written on is then mostly one stretch of
/// bytes. Removed lines stay where they are and are skipped.
final class HeaderLines {
  /// The most that is copied before it has been looked at: a body's bytes are not copied in vain.
  private static final int STEP = 1024;

  private static final byte[] NOTHING = {};

  private static final int GONE = -2;
  private static final int NAME = 0;
  private static final int NAME_END = 1;
  private static final int VALUE = 2;
  private static final int VALUE_END = 3;
  private static final int KNOWN = 4;
  private static final int FIELDS = 5;
  private static final int FIRST_LINES = 24;

  private byte[] bytes = new byte[STEP];
  private int length;
  private int end;
  private int[] lines = new int[FIRST_LINES * FIELDS];
  private int count;
  private long present;
  private @Nullable String[] texts = new @Nullable String[FIRST_LINES];
  private boolean hasTexts;
  private boolean keepsCase;
  private byte[] spelled = NOTHING; // the same bytes, with names as they came
  private int readEnd;

  /// Begins a head; `keepCase`: its names will be written as they came.
  void begin(boolean keepCase) {
    keepsCase = keepCase;
    readEnd = 0;
    length = 0;
    end = 0;
    count = 0;
    present = 0;
    if (hasTexts) {
      Arrays.fill(texts, null);
      hasTexts = false;
    }
  }

  /// Takes over all of another head.
  void copy(HeaderLines other) {
    begin(other.keepsCase);
    reserve(Math.max(other.length, other.end));
    System.arraycopy(other.bytes, 0, bytes, 0, Math.max(other.length, other.end));
    length = other.length;
    end = other.end;
    if (lines.length < other.count * FIELDS) {
      lines = new int[other.lines.length];
      texts = new @Nullable String[other.texts.length];
    }
    System.arraycopy(other.lines, 0, lines, 0, other.count * FIELDS);
    count = other.count;
    present = other.present;
    readEnd = other.readEnd;
    spelled = keepsCase ? other.spelled.clone() : NOTHING;
  }

  byte[] bytes() {
    return bytes;
  }

  /// How many bytes have been copied in.
  int length() {
    return length;
  }

  /// Where the blank line is that ends the head.
  int end() {
    return end;
  }

  void end(int blankLine) {
    readEnd = blankLine;
    this.end = blankLine;
  }

  int count() {
    return count;
  }

  int capacity() {
    return bytes.length + lines.length * Integer.BYTES;
  }

  /// Copies more of the buffer in; false if there is no more, or `limit` bytes are here already.
  boolean fill(ByteBuf in, int limit) {
    int size = Math.min(Math.min(in.readableBytes(), STEP), limit - length);
    if (size <= 0) {
      return false;
    }
    reserve(length + size);
    if (keepsCase) {
      spell(in, size);
    }
    in.readBytes(bytes, length, size);
    length += size;
    return true;
  }

  private void spell(ByteBuf in, int size) {
    if (length + size > spelled.length) {
      spelled = Arrays.copyOf(spelled, Math.max(length + size, spelled.length * 2));
    }
    in.getBytes(in.readerIndex(), spelled, length, size);
  }

  private void reserve(int size) {
    if (size > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size, bytes.length * 2));
    }
  }

  void append(int name, int nameEnd, int value, int valueEnd) {
    int at = count * FIELDS;
    if (at == lines.length) {
      lines = Arrays.copyOf(lines, lines.length * 2);
      texts = Arrays.copyOf(texts, texts.length * 2);
    }
    int known = KnownHeader.find(bytes, name, nameEnd);
    lines[at + NAME] = name;
    lines[at + NAME_END] = nameEnd;
    lines[at + VALUE] = value;
    lines[at + VALUE_END] = valueEnd;
    lines[at + KNOWN] = known;
    present |= bit(known);
    count++;
  }

  /// The last line goes on: its value is joined by one space to the bytes given, which stand behind
  /// it (obs-fold, RFC 9112, 5.2).
  void fold(int from, int to) {
    int at = (count - 1) * FIELDS;
    int valueEnd = lines[at + VALUE_END];
    bytes[valueEnd] = Octets.SPACE;
    System.arraycopy(bytes, from, bytes, valueEnd + 1, to - from);
    lines[at + VALUE_END] = valueEnd + 1 + to - from;
  }

  private static long bit(int known) {
    return known < 0 ? 0 : 1L << known;
  }

  int find(HeaderName name, int from) {
    return name.known() >= 0 ? find(name.known(), from) : unknown(name.text(), from);
  }

  int find(String name, int from) {
    int known = KnownHeader.find(name);
    return known >= 0 ? find(known, from) : unknown(name, from);
  }

  /// Whether there is a line of a [KnownHeader].
  boolean has(int known) {
    return (present & bit(known)) != 0;
  }

  /// The next line of a [KnownHeader] from line `from` on, or -1.
  int find(int known, int from) {
    if (has(known)) {
      for (int line = from; line < count; line++) {
        if (lines[line * FIELDS + KNOWN] == known) {
          return line;
        }
      }
    }
    return -1;
  }

  private int unknown(String name, int from) {
    for (int line = from; line < count; line++) {
      int at = line * FIELDS;
      if (lines[at + KNOWN] == WordTable.NONE
          && lines[at + NAME_END] - lines[at + NAME] == name.length()
          && same(name, lines[at + NAME])) {
        return line;
      }
    }
    return -1;
  }

  /// Whether a line that is no [KnownHeader]'s has a name that begins so.
  boolean hasUnknown(String prefix) {
    for (int line = 0; line < count; line++) {
      int at = line * FIELDS;
      if (lines[at + KNOWN] == WordTable.NONE
          && lines[at + NAME_END] - lines[at + NAME] > prefix.length()
          && same(prefix, lines[at + NAME])) {
        return true;
      }
    }
    return false;
  }

  private boolean same(String name, int at) {
    for (int index = 0; index < name.length(); index++) {
      if (bytes[at + index] != name.charAt(index)) {
        return false;
      }
    }
    return true;
  }

  /// The next line whose name is these bytes of this head, in any case; -1 if there is none.
  int findNamed(int nameFrom, int nameTo, int from) {
    for (int line = from; line < count; line++) {
      int at = line * FIELDS;
      if (lines[at + KNOWN] != GONE
          && lines[at + NAME_END] - lines[at + NAME] == nameTo - nameFrom
          && same(nameFrom, nameTo, lines[at + NAME])) {
        return line;
      }
    }
    return -1;
  }

  private boolean same(int from, int to, int at) {
    for (int index = 0; index < to - from; index++) {
      if (Octets.name(bytes[from + index]) != bytes[at + index]) {
        return false;
      }
    }
    return true;
  }

  boolean hasUnderscore(int line) {
    int at = line * FIELDS;
    for (int octet = lines[at + NAME]; octet < lines[at + NAME_END]; octet++) {
      if (bytes[octet] == '_') {
        return true;
      }
    }
    return false;
  }

  /// The number of the line's [KnownHeader], or below 0.
  int known(int line) {
    return lines[line * FIELDS + KNOWN];
  }

  int value(int line) {
    return lines[line * FIELDS + VALUE];
  }

  int valueEnd(int line) {
    return lines[line * FIELDS + VALUE_END];
  }

  /// The value as a text, which is made once.
  String text(int line) {
    String text = texts[line];
    if (text == null) {
      text = text(value(line), valueEnd(line));
      texts[line] = text;
      hasTexts = true;
    }
    return text;
  }

  String text(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  @Nullable String first(String name) {
    int line = find(name, 0);
    return line < 0 ? null : text(line);
  }

  List<String> all(String name) {
    int line = find(name, 0);
    if (line < 0) {
      return List.of();
    }
    int next = find(name, line + 1);
    if (next < 0) {
      return List.of(text(line));
    }
    List<String> values = new ArrayList<>(4);
    values.add(text(line));
    for (; next >= 0; next = find(name, next + 1)) {
      values.add(text(next));
    }
    return values;
  }

  /// The sizes of all names and values together. `host` counts as HTTP/2 calls it, `:authority`.
  int textBytes() {
    int sum = 0;
    for (int line = 0; line < count; line++) {
      int at = line * FIELDS;
      if (lines[at + KNOWN] != GONE) {
        sum += lines[at + NAME_END] - lines[at + NAME] + lines[at + VALUE_END] - lines[at + VALUE];
        sum += lines[at + KNOWN] == KnownHeader.HOST ? ":authority".length() - "host".length() : 0;
      }
    }
    return sum;
  }

  void remove(int line) {
    int at = line * FIELDS + KNOWN;
    int known = lines[at];
    lines[at] = GONE;
    if (known >= 0 && find(known, 0) < 0) {
      present &= ~bit(known);
    }
  }

  void removeAll(int known) {
    for (int line = find(known, 0); line >= 0; line = find(known, line + 1)) {
      remove(line);
    }
  }

  void removeAll(HeaderName name) {
    for (int line = find(name, 0); line >= 0; line = find(name, line + 1)) {
      remove(line);
    }
  }

  /// Removes all lines whose names are so; `host` stays, which is no header to Envoy.
  void removeIf(Predicate<String> names) {
    for (int line = 0; line < count; line++) {
      int at = line * FIELDS;
      if (lines[at + KNOWN] != GONE
          && lines[at + KNOWN] != KnownHeader.HOST
          && names.test(name(lines[at + NAME], lines[at + NAME_END]))) {
        remove(line);
      }
    }
  }

  private String name(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  void add(HeaderName name, String value) {
    byte[] prefix = name.prefix();
    int start = end;
    int from = start + prefix.length;
    int to = from + value.length();
    reserve(to + 2);
    System.arraycopy(prefix, 0, bytes, start, prefix.length);
    putValue(value, bytes, from);
    bytes[to] = Octets.CR;
    bytes[to + 1] = Octets.LF;
    end = to + 2;
    append(start, from - 2, from, to);
  }

  void add(HeaderLine line) {
    byte[] text = line.bytes();
    int start = end;
    reserve(start + text.length);
    System.arraycopy(text, 0, bytes, start, text.length);
    end = start + text.length;
    int value = start + line.name().prefix().length;
    append(start, value - 2, value, end - 2);
  }

  /// Puts a value's characters into an array; what could end a line or is no Latin-1 becomes `?`.
  static void putValue(String value, byte[] into, int at) {
    for (int index = 0; index < value.length(); index++) {
      char letter = value.charAt(index);
      boolean good = letter <= 0xff && (!Octets.control((byte) letter) || letter == Octets.TAB);
      into[at + index] = good ? (byte) letter : (byte) '?';
    }
  }

  /// How names are to be written where the other side wants `wanted`: what came with its own case
  /// keeps it.
  HeaderCase style(HeaderCase wanted) {
    if (keepsCase) {
      return HeaderCase.PRESERVED;
    }
    return wanted == HeaderCase.PROPER ? HeaderCase.PROPER : HeaderCase.LOWER;
  }

  /// Writes a line of our own.
  void writeLine(HeaderLine line, HeaderCase style, ByteBuf out) {
    byte[] text = line.bytes();
    int name = line.name().text().length();
    switch (style) {
      case LOWER -> out.writeBytes(text, 0, name);
      case PROPER -> HeaderNames.writeProper(text, 0, name, out);
      case PRESERVED -> writeSpelled(text, 0, name, out);
    }
    out.writeBytes(text, name, text.length - name);
  }

  /// Writes the bytes from `from` on and all lines that are left, names in a style.
  void write(int from, HeaderCase style, ByteBuf out) {
    if (style == HeaderCase.LOWER) {
      write(from, out);
      return;
    }
    out.writeBytes(bytes, from, (count == 0 ? end : lines[NAME]) - from);
    for (int at = 0; at < count * FIELDS; at += FIELDS) {
      if (lines[at + KNOWN] != GONE) {
        if (style == HeaderCase.PROPER) {
          HeaderNames.writeProper(bytes, lines[at + NAME], lines[at + NAME_END], out);
        } else {
          writeSpelled(bytes, lines[at + NAME], lines[at + NAME_END], out);
        }
        writeValue(at, out);
      }
    }
  }

  /// As the first line of that name was spelled, be it removed by now (Envoy: preserve_case).
  private void writeSpelled(byte[] name, int from, int to, ByteBuf out) {
    for (int at = 0; at < count * FIELDS && lines[at + NAME] < readEnd; at += FIELDS) {
      if (lines[at + NAME_END] - lines[at + NAME] == to - from
          && Arrays.equals(name, from, to, bytes, lines[at + NAME], lines[at + NAME_END])) {
        out.writeBytes(spelled, lines[at + NAME], to - from);
        return;
      }
    }
    out.writeBytes(name, from, to - from);
  }

  /// Writes the bytes from `from` on and all lines that are left, in as few stretches as may be.
  void write(int from, ByteBuf out) {
    int start = from;
    for (int line = 0; line < count; line++) {
      int at = line * FIELDS;
      int lineEnd = line + 1 < count ? lines[at + FIELDS + NAME] : end;
      boolean gone = lines[at + KNOWN] == GONE;
      if (gone || !plain(at, lineEnd)) {
        out.writeBytes(bytes, start, lines[at + NAME] - start);
        start = lineEnd;
        if (!gone) {
          writeLine(at, out);
        }
      }
    }
    out.writeBytes(bytes, start, end - start);
  }

  /// Whether the line stands there as it is to be written: `name: value`, CR, LF.
  private boolean plain(int at, int lineEnd) {
    int value = lines[at + VALUE];
    return value == lines[at + NAME_END] + 2
        && bytes[value - 1] == Octets.SPACE
        && lines[at + VALUE_END] + 2 == lineEnd
        && bytes[lineEnd - 2] == Octets.CR;
  }

  private void writeLine(int at, ByteBuf out) {
    out.writeBytes(bytes, lines[at + NAME], lines[at + NAME_END] - lines[at + NAME]);
    writeValue(at, out);
  }

  private void writeValue(int at, ByteBuf out) {
    out.writeByte(':').writeByte(' ');
    out.writeBytes(bytes, lines[at + VALUE], lines[at + VALUE_END] - lines[at + VALUE]);
    out.writeByte(Octets.CR).writeByte(Octets.LF);
  }
}
