package io.limpet.proxy.codec;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The bytes of one head, and for each of its lines where name and value are.
///
/// A head is copied out of the connection's buffer once, so that the buffer is free while the
/// exchange lasts. Names are put in lower case in place. Lines that are added go behind those that
/// were read, over the blank line that ended them: what is written on is then mostly one stretch of
/// bytes. Removed lines stay where they are and are skipped.
public final class HeaderLines {
  /// The most that is copied before it has been looked at: a body's bytes are not copied in vain.
  private static final int STEP = 1024;

  private static final byte[] HOST_NAME = {'h', 'o', 's', 't'};

  /// Where the first letter of `envoy` is in `x-envoy-`.
  private static final int ENVOY_LETTER = 2;

  /// Whose lines are many, and are never one.
  private static final long COOKIES = 1L << KnownHeader.COOKIE | 1L << KnownHeader.SET_COOKIE;

  private static final int GONE = -2;
  private static final int NAME = 0;
  private static final int NAME_END = 1;
  private static final int VALUE = 2;
  private static final int VALUE_END = 3;
  private static final int KNOWN = 4;
  private static final int NEVER = 5;
  private static final int FIELDS = 6;
  private static final int FIRST_LINES = 24;

  private final Texts made;
  private final Spelling spelling = new Spelling();
  private byte[] bytes = new byte[STEP];
  private int length;
  private int end;
  private int[] lines = new int[FIRST_LINES * FIELDS];
  private int count;
  private long present;
  private long others; // a bit for each line whose header is not known; several share one
  private boolean repeats; // two lines may have one name
  private boolean envoys; // a name may begin with `x-envoy-`
  private @Nullable String[] texts = new @Nullable String[FIRST_LINES];
  private boolean hasTexts;

  /// `texts` are those of the event loop.
  public HeaderLines(Texts texts) {
    made = texts;
  }

  /// Begins a head; `keepCase`: its names will be written as they came.
  public void begin(boolean keepCase) {
    spelling.begin(keepCase);
    length = 0;
    end = 0;
    count = 0;
    present = 0;
    others = 0;
    envoys = false;
    repeats = false;
    if (hasTexts) {
      Arrays.fill(texts, null);
      hasTexts = false;
    }
  }

  /// Takes over all of another head.
  void copy(HeaderLines other) {
    begin(false);
    spelling.copy(other.spelling);
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
    others = other.others;
    envoys = other.envoys;
  }

  public byte[] bytes() {
    return bytes;
  }

  /// How many bytes have been copied in.
  int length() {
    return length;
  }

  /// Where the blank line is that ends the head.
  public int end() {
    return end;
  }

  void end(int blankLine) {
    spelling.end(blankLine);
    end = blankLine;
  }

  public int count() {
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
    spelling.keep(in, length, size);
    in.readBytes(bytes, length, size);
    length += size;
    return true;
  }

  private void reserve(int size) {
    if (size > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size, bytes.length * 2));
    }
  }

  void append(int name, int nameEnd, int value, int valueEnd) {
    index(name, nameEnd, value, valueEnd, KnownHeader.find(bytes, name, nameEnd));
  }

  private void index(int name, int nameEnd, int value, int valueEnd, int known) {
    int at = count * FIELDS;
    if (at == lines.length) {
      lines = Arrays.copyOf(lines, lines.length * 2);
      texts = Arrays.copyOf(texts, texts.length * 2);
    }
    lines[at + NAME] = name;
    lines[at + NAME_END] = nameEnd;
    lines[at + VALUE] = value;
    lines[at + VALUE_END] = valueEnd;
    lines[at + KNOWN] = known;
    lines[at + NEVER] = 0;
    repeats |= (present & bit(known) & ~COOKIES) != 0;
    present |= bit(known);
    envoys |= nameEnd - name > ENVOY_LETTER && bytes[name + ENVOY_LETTER] == 'e';
    if (known < 0 && nameEnd > name) {
      long other = bitOfOther(nameEnd - name, bytes[nameEnd - 1]);
      repeats |= (others & other) != 0;
      others |= other;
    }
    count++;
  }

  private static long bitOfOther(int length, int last) {
    return 1L << (length * 7 + last);
  }

  /// The array of bytes, made longer if there is no room for so many behind the last line.
  public byte[] room(int more) {
    reserve(end + more);
    return bytes;
  }

  /// Takes a line whose bytes were put behind the last one, `name: value`; its end is put here.
  /// The value may be less than all that was put. `known` is the name's number.
  public void take(int nameEnd, int value, int valueEnd, int putEnd, int known) {
    int name = end;
    reserve(putEnd + 2);
    bytes[putEnd] = Octets.CR;
    bytes[putEnd + 1] = Octets.LF;
    end = putEnd + 2;
    index(name, nameEnd, value, valueEnd, known);
  }

  /// Whoever writes the last line on may not keep it (RFC 7541, 7.1.3: never indexed).
  public void neverIndexed() {
    lines[(count - 1) * FIELDS + NEVER] = 1;
  }

  public boolean neverIndexed(int line) {
    return lines[line * FIELDS + NEVER] != 0;
  }

  /// The last line goes on: its value, if it has any, is joined by one space to the bytes given,
  /// which stand behind it (obs-fold, RFC 9112, 5.2).
  void fold(int from, int to) {
    int at = (count - 1) * FIELDS;
    int valueEnd = lines[at + VALUE_END];
    if (lines[at + VALUE] == valueEnd) {
      lines[at + VALUE] = valueEnd + 1;
    }
    bytes[valueEnd] = Octets.SPACE;
    System.arraycopy(bytes, from, bytes, valueEnd + 1, to - from);
    lines[at + VALUE_END] = valueEnd + 1 + to - from;
  }

  private static long bit(int known) {
    return known < 0 ? 0 : 1L << known;
  }

  /// The next line of that name from line `from` on, or -1.
  public int find(HeaderName name, int from) {
    return name.known() >= 0 ? find(name.known(), from) : unknown(name.text(), from);
  }

  int find(String name, int from) {
    int known = KnownHeader.find(name);
    return known >= 0 ? find(known, from) : unknown(name, from);
  }

  /// Whether there is one of the headers that HTTP/2 has not, as they are about a connection.
  public boolean hasConnectionHeader() {
    return (present & KnownHeader.ABOUT_CONNECTION) != 0;
  }

  /// HTTP/2's `:authority` becomes HTTP/1's `host`, its name being put before the value.
  public void authorityBecomesHost(int line) {
    int at = line * FIELDS;
    remove(line);
    int nameEnd = lines[at + VALUE] - 2;
    int name = nameEnd - HOST_NAME.length;
    System.arraycopy(HOST_NAME, 0, bytes, name, HOST_NAME.length);
    lines[at + NAME] = name;
    lines[at + NAME_END] = nameEnd;
    lines[at + KNOWN] = KnownHeader.HOST;
    present |= bit(KnownHeader.HOST);
  }

  /// Whether there is a line of a [KnownHeader].
  public boolean has(int known) {
    return (present & bit(known)) != 0;
  }

  /// The next line of a [KnownHeader] from line `from` on, or -1.
  public int find(int known, int from) {
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
    int length = name.length();
    if (length == 0 || (others & bitOfOther(length, name.charAt(length - 1))) == 0) {
      return -1;
    }
    for (int line = from; line < count; line++) {
      int at = line * FIELDS;
      if (lines[at + KNOWN] == WordTable.NONE
          && lines[at + NAME_END] - lines[at + NAME] == length
          && same(name, lines[at + NAME])) {
        return line;
      }
    }
    return -1;
  }

  /// False if no two lines have one name, cookies' besides, which is so of most heads.
  boolean mayRepeat() {
    return repeats;
  }

  /// False if no line's name begins with `x-envoy-`, which is so of nearly every request.
  boolean mayHaveEnvoys() {
    return envoys;
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

  /// The number of the line's [KnownHeader], or below 0.
  public int known(int line) {
    return lines[line * FIELDS + KNOWN];
  }

  /// Where a line's name is.
  public int name(int line) {
    return lines[line * FIELDS + NAME];
  }

  public int nameEnd(int line) {
    return lines[line * FIELDS + NAME_END];
  }

  /// Whether a line was removed.
  public boolean gone(int line) {
    return lines[line * FIELDS + KNOWN] == GONE;
  }

  public int value(int line) {
    return lines[line * FIELDS + VALUE];
  }

  public int valueEnd(int line) {
    return lines[line * FIELDS + VALUE_END];
  }

  /// Puts another octet into a line's value.
  public void put(int line, int index, int octet) {
    bytes[value(line) + index] = (byte) octet;
    texts[line] = null;
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

  public String text(int from, int to) {
    return made.of(bytes, from, to);
  }

  /// The sizes of all names and values together. `host` counts as HTTP/2 calls it, `:authority`.
  public int textBytes() {
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

  /// Removes a line.
  public void remove(int line) {
    int at = line * FIELDS + KNOWN;
    int known = lines[at];
    lines[at] = GONE;
    if (known >= 0 && find(known, 0) < 0) {
      present &= ~bit(known);
    }
  }

  public void removeAll(int known) {
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
          && names.test(text(lines[at + NAME], lines[at + NAME_END]))) {
        remove(line);
      }
    }
  }

  void add(HeaderName name, String value) {
    int from = begin(name, value.length());
    Octets.putValue(value, bytes, from);
    finish(name, from, from + value.length());
  }

  /// Adds a line whose value is ready: it has nothing that a value may not.
  void add(HeaderName name, byte[] value, int length) {
    int from = begin(name, length);
    System.arraycopy(value, 0, bytes, from, length);
    finish(name, from, from + length);
  }

  /// Adds a line with a number, which is not below 0.
  void add(HeaderName name, long number) {
    int from = begin(name, Octets.MOST_DIGITS);
    finish(name, from, Octets.putNumber(number, bytes, from));
  }

  /// Puts a name behind the last line, and makes room for its value; where that goes.
  private int begin(HeaderName name, int room) {
    byte[] prefix = name.prefix();
    reserve(end + prefix.length + room);
    System.arraycopy(prefix, 0, bytes, end, prefix.length);
    return end + prefix.length;
  }

  private void finish(HeaderName name, int from, int to) {
    take(from - 2, from, to, to, name.known());
  }

  void add(HeaderLine line) {
    byte[] text = line.bytes();
    int start = end;
    reserve(start + text.length);
    System.arraycopy(text, 0, bytes, start, text.length);
    end = start + text.length;
    int value = start + line.name().prefix().length;
    index(start, value - 2, value, end - 2, line.name().known());
  }

  Spelling spelling() {
    return spelling;
  }
}
