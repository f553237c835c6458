package io.limpet.proxy.codec.http2;

import io.limpet.proxy.codec.HeaderLines;
import io.limpet.proxy.codec.KnownHeader;
import io.limpet.proxy.codec.Octets;
import org.jspecify.annotations.Nullable;

/// What HPACK (RFC 7541, 5) and QPACK (RFC 9204, 4.1) have in common: the bytes of one section,
/// their integers and texts, and the lines of a head that become of them, in one pass.
/// Pseudo-headers become lines too, whose names begin with a colon. Made once for each connection
/// or stream; nothing is allocated for a section.
///
/// It is a base and no part of the two, so that all that is known of a section stands in one
/// object: as a part, it made a head about a tenth dearer to read.
///
/// A field that no message may have, or that is one too many, is not taken, and [#malformed] says
/// so.
public abstract class FieldDecoder {
  /// How many bytes stand between a line's name and its value: `: `.
  protected static final int SEPARATOR = 2;

  private final int headBytes;
  private final int headers;

  private byte[] in = {};
  private int at;
  private int end;
  private HeaderLines lines;
  private int taken;
  private int takenBytes;
  private @Nullable Malformed malformed;

  /// At most so many bytes and headers are taken. `spare` stands where a head's lines will be.
  protected FieldDecoder(int headBytes, int headers, HeaderLines spare) {
    this.headBytes = headBytes;
    this.headers = headers;
    this.lines = spare;
  }

  protected final void begin(byte[] section, int from, int to, HeaderLines into) {
    in = section;
    at = from;
    end = to;
    lines = into;
    taken = 0;
    takenBytes = 0;
    malformed = null;
  }

  /// Where what is read is put.
  protected final HeaderLines lines() {
    return lines;
  }

  /// What is wrong with the section's fields; null if nothing is.
  public final @Nullable Malformed malformed() {
    return malformed;
  }

  /// The first thing that is wrong counts.
  protected final void refuse(Malformed why) {
    if (malformed == null) {
      malformed = why;
    }
  }

  protected final boolean hasMore() {
    return at < end;
  }

  /// The next byte, which stays.
  protected final int peek() {
    return in[at];
  }

  /// An integer (RFC 7541, 5.1), of 28 bits at most; -1 if it is larger or cut.
  protected final int integer(int prefixBits) {
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

  /// Reads a text to a place behind the lines; where it ends there, or -1. The bit before its
  /// length says whether it is in Huffman's code.
  protected final int string(int to, int prefixBits) {
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

  /// Copies a name behind the lines; where it ends there.
  protected final int name(byte[] from, int start, int length) {
    int to = lines.end();
    System.arraycopy(from, start, lines.room(length + SEPARATOR), to, length);
    return to + length;
  }

  /// Makes a line of a name and a value that were put behind the lines; the array that it is in.
  protected final byte[] join(int nameEnd, int valueEnd) {
    byte[] bytes = lines.room(valueEnd + SEPARATOR - lines.end());
    bytes[nameEnd] = ':';
    bytes[nameEnd + 1] = Octets.SPACE;
    return bytes;
  }

  /// Takes a line whole; its value is as it should be, but for blanks around it.
  protected final void copy(byte[] from, int start, int nameLength, int length, int known) {
    if (fits(length - SEPARATOR)) {
      int name = lines.end();
      byte[] bytes = lines.room(length + SEPARATOR);
      System.arraycopy(from, start, bytes, name, length);
      take(name + nameLength, name + length, known);
    }
  }

  /// Whether a field of so many bytes may be taken besides those that were.
  protected final boolean fits(int size) {
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

  /// Takes the line that stands behind the others. Blanks around a value are no part of it (Envoy
  /// lets them pass, RFC 9113, 8.2.1 does not); pseudo-headers have none.
  protected final void take(int nameEnd, int putEnd, int known) {
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
}
