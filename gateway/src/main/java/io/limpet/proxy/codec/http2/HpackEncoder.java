package io.limpet.proxy.codec.http2;

import io.limpet.proxy.codec.HeadPool;
import io.limpet.proxy.codec.HeaderLine;
import io.limpet.proxy.codec.HeaderLines;
import io.limpet.proxy.codec.KnownHeader;
import io.limpet.proxy.codec.WordTable;

/// Writes the header blocks of one side of a connection (RFC 7541).
///
/// A field is put into the table when it is seen for the second time: what is the same in most
/// messages soon costs one byte, and what is different in each never gets there. What many users
/// share a connection for is no place for their secrets: credentials and cookies are never put
/// there, nor is what differs from one thing to the next by its nature.
final class HpackEncoder {
  /// The most of the peer's table that is used.
  private static final int MAX_TABLE = 4096;

  private static final int FIRST_BYTES = 1024;
  private static final int MOST_PREFIX = 6;
  private static final int SEEN = 64;
  private static final int PREFIX = 2; // `: `

  private static final WordTable NEVER_INDEXED =
      new WordTable("authorization", "proxy-authorization");
  private static final WordTable NOT_INDEXED =
      new WordTable(
          "age",
          "content-length",
          "cookie",
          "etag",
          "if-modified-since",
          "if-none-match",
          "last-modified",
          "location",
          "set-cookie");

  /// What is done with a field, by the index of its name in the static table.
  private static final Indexing[] INDEXING = new Indexing[StaticTable.SIZE + 1];

  static {
    for (int index = 0; index < INDEXING.length; index++) {
      INDEXING[index] = index == 0 ? Indexing.SECOND_TIME : indexing(index);
    }
  }

  private enum Indexing {
    SECOND_TIME,
    NOT,
    NEVER
  }

  private static Indexing indexing(int index) {
    byte[] line = StaticTable.FIELDS.line(index);
    int nameLength = StaticTable.FIELDS.nameLength(index);
    if (NEVER_INDEXED.find(line, 0, nameLength) != WordTable.NONE) {
      return Indexing.NEVER;
    }
    boolean not = NOT_INDEXED.find(line, 0, nameLength) != WordTable.NONE;
    return not ? Indexing.NOT : Indexing.SECOND_TIME;
  }

  private final HeadPool pool;
  private final HpackTable table = new HpackTable(MAX_TABLE);
  private final FieldPlace place = new FieldPlace();
  private int[] seen = {};
  private int wantedSize = MAX_TABLE;
  private int smallestSize = MAX_TABLE;
  private byte[] out = {};
  private int put;

  HpackEncoder(HeadPool pool) {
    this.pool = pool;
  }

  /// The peer's table may have so many bytes; its SETTINGS say so.
  void tableSize(int bytes) {
    wantedSize = Math.min(bytes, MAX_TABLE);
    smallestSize = Math.min(smallestSize, wantedSize);
  }

  /// Begins a block.
  void begin() {
    out = pool.scratch(FIRST_BYTES);
    put = 0;
    if (smallestSize < table.maxSize()) {
      resize(smallestSize);
    }
    if (wantedSize != table.maxSize()) {
      resize(wantedSize);
    }
    smallestSize = wantedSize;
  }

  private void resize(int bytes) {
    table.maxSize(bytes);
    integer(0x20, 5, bytes);
  }

  /// The block's bytes, from the array's first to [#length].
  byte[] block() {
    return out;
  }

  int length() {
    return put;
  }

  void status(int status) {
    int index = StaticTable.status(status);
    if (index > 0) {
      indexed(index);
      return;
    }
    byte[] bytes = room(MOST_PREFIX + 3);
    bytes[put++] = StaticTable.STATUS;
    bytes[put++] = 3;
    bytes[put++] = (byte) ('0' + status / 100);
    bytes[put++] = (byte) ('0' + status / 10 % 10);
    bytes[put++] = (byte) ('0' + status % 10);
  }

  /// The fields of a request that HTTP/2 has under names of its own.
  void request(String method, String scheme, String authority, String path) {
    switch (method) {
      case "GET" -> indexed(StaticTable.METHOD_GET);
      case "POST" -> indexed(StaticTable.METHOD_POST);
      default -> pseudo(StaticTable.METHOD, method);
    }
    if (!path.isEmpty()) { // a CONNECT has neither
      indexed(scheme.equals("https") ? StaticTable.SCHEME_HTTPS : StaticTable.SCHEME);
      if (path.equals("/")) {
        indexed(StaticTable.PATH);
      } else {
        pseudo(StaticTable.PATH, path);
      }
    }
    pseudo(StaticTable.AUTHORITY, authority);
  }

  void protocol(String name) {
    byte[] bytes = room(MOST_PREFIX);
    bytes[put++] = 0;
    text(":protocol");
    text(name);
  }

  /// Without indexing, but for the authority, of which a connection mostly has few.
  private void pseudo(int nameIndex, String value) {
    if (nameIndex != StaticTable.AUTHORITY) {
      room(MOST_PREFIX);
      integer(0, 4, nameIndex);
      text(value);
      return;
    }
    byte[] line = StaticTable.FIELDS.line(nameIndex);
    int length = line.length + value.length();
    byte[] bytes = room(length * 3 + MOST_PREFIX);
    int at = put + length * 2 + MOST_PREFIX - line.length; // behind all that is written of it
    System.arraycopy(line, 0, bytes, at, line.length);
    copy(value, bytes, at + line.length);
    int name = at + StaticTable.FIELDS.nameLength(nameIndex);
    place.set(bytes, at, name, at + line.length, at + length);
    field(nameIndex, false);
  }

  private static void copy(String text, byte[] into, int at) {
    for (int index = 0; index < text.length(); index++) {
      into[at + index] = (byte) text.charAt(index);
    }
  }

  private void text(String text) {
    int length = text.length();
    byte[] bytes = room(length * 2 + MOST_PREFIX * 2);
    int at = put + length + MOST_PREFIX * 2;
    copy(text, bytes, at);
    string(bytes, at, at + length);
  }

  /// All lines of a head that are left, but for those that HTTP/2 has not.
  void lines(HeaderLines lines) {
    for (int line = 0; line < lines.count(); line++) {
      if (!lines.gone(line) && !KnownHeader.ofHttp1(lines.known(line))) {
        byte[] in = lines.bytes();
        int name = lines.name(line);
        place.set(in, name, lines.nameEnd(line), lines.value(line), lines.valueEnd(line));
        field(StaticTable.FIELDS.find(in, name, lines.nameEnd(line)), lines.neverIndexed(line));
      }
    }
  }

  void line(HeaderLine line) {
    byte[] in = line.bytes();
    int nameEnd = line.name().text().length();
    place.set(in, 0, nameEnd, nameEnd + PREFIX, in.length - PREFIX);
    field(StaticTable.FIELDS.find(in, 0, nameEnd), false);
  }

  private void field(int nameIndex, boolean never) {
    switch (never ? Indexing.NEVER : INDEXING[nameIndex]) {
      case NEVER -> literal(0x10, 4, nameIndex);
      case NOT -> literal(0, 4, nameIndex);
      case SECOND_TIME -> indexable(nameIndex);
    }
  }

  private void indexable(int nameIndex) {
    int hash = place.hash();
    int index = table.find(place, hash);
    if (index >= 0) {
      indexed(StaticTable.SIZE + 1 + index);
    } else if (seenBefore(hash)) {
      literal(0x40, 6, nameIndex);
      table.add(place, 0, hash);
    } else {
      literal(0, 4, nameIndex);
    }
  }

  private boolean seenBefore(int hash) {
    int size = place.nameLength() + place.valueLength() + HpackTable.OVERHEAD;
    if (size > table.maxSize() / 4) {
      return false;
    }
    if (seen.length == 0) {
      seen = new int[SEEN];
    }
    int slot = (hash >>> 8) & (SEEN - 1);
    boolean before = seen[slot] == hash;
    seen[slot] = hash;
    return before;
  }

  private void indexed(int index) {
    room(MOST_PREFIX);
    integer(0x80, 7, index);
  }

  private void literal(int kind, int prefixBits, int nameIndex) {
    room(place.nameLength() + place.valueLength() + MOST_PREFIX * 3);
    integer(kind, prefixBits, nameIndex);
    if (nameIndex == 0) {
      string(place.in, place.name, place.nameEnd);
    }
    string(place.in, place.value, place.valueEnd);
  }

  /// Room must be there: for the text, its length before it, and some bytes behind it. A code that
  /// is shorter than a short text has a length of one byte, behind which it is tried.
  private void string(byte[] in, int from, int to) {
    int length = to - from;
    int start = put;
    integer(0x80, 7, length);
    int behind = put;
    int end = Huffman.encode(in, from, to, out, behind);
    put = start;
    if (end < 0) {
      integer(0, 7, length);
      System.arraycopy(in, from, out, put, length);
      put += length;
      return;
    }
    integer(0x80, 7, end - behind);
    if (put < behind) {
      System.arraycopy(out, behind, out, put, end - behind);
    }
    put += end - behind;
  }

  private void integer(int kind, int prefixBits, int value) {
    int mask = (1 << prefixBits) - 1;
    if (value < mask) {
      out[put++] = (byte) (kind | value);
      return;
    }
    out[put++] = (byte) (kind | mask);
    int rest = value - mask;
    while (rest > 0x7f) {
      out[put++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    out[put++] = (byte) rest;
  }

  private byte[] room(int more) {
    if (put + more > out.length) {
      out = pool.scratch(put + more);
    }
    return out;
  }
}
