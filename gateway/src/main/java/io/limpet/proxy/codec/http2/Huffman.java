package io.limpet.proxy.codec.http2;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The code of RFC 7541, appendix B. It is canonical: the lengths of its 257 codes say all.
///
/// Reading takes up to eight bytes at once into a word and looks at its first nine bits, which
/// decide all symbols that texts are made of; longer codes are found by their length.
public final class Huffman {
  private static final String LENGTHS =
      """
      13 23 28 28 28 28 28 28 28 24 30 28 28 30 28 28
      28 28 28 28 28 28 30 28 28 28 28 28 28 28 28 28
      6 10 10 12 13 6 8 11 10 10 8 11 8 6 6 6
      5 5 5 6 6 6 6 6 6 6 7 8 15 6 12 10
      13 6 7 7 7 7 7 7 7 7 7 7 7 7 7 7
      7 7 7 7 7 7 7 7 8 7 8 13 19 13 14 6
      15 5 6 5 6 5 6 6 6 5 7 7 6 6 6 5
      6 7 6 5 5 6 7 7 7 7 7 15 11 14 13 28
      20 22 20 20 22 22 22 23 22 23 23 23 23 23 24 23
      24 24 22 23 24 23 23 23 23 21 22 23 22 23 23 24
      22 21 20 22 22 23 23 21 23 22 22 24 21 22 23 23
      21 21 22 21 23 22 23 23 20 22 22 22 23 22 22 23
      26 26 20 19 22 23 22 25 26 26 26 27 27 26 24 25
      19 21 26 27 27 26 27 24 21 21 26 26 28 27 27 27
      20 24 20 21 22 21 21 23 22 22 25 25 24 24 26 23
      26 27 26 26 27 27 27 27 27 28 27 27 27 27 27 26
      30
      """;

  private static final int SYMBOLS = 257;
  private static final int END_OF_STRING = 256;
  private static final int LONGEST = 30;
  private static final int LOOK = 9;
  private static final int MAX_PADDING = 7;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private static final byte[] LENGTH = lengths();
  private static final int[] CODE = new int[SYMBOLS];

  /// The symbols in the order of their codes; for each length where its symbols begin, its first
  /// code, and the one after its last.
  private static final short[] SORTED = new short[SYMBOLS];

  private static final int[] OFFSET = new int[LONGEST + 1];
  private static final int[] FIRST = new int[LONGEST + 1];
  private static final int[] AFTER = new int[LONGEST + 1];

  /// By the next [#LOOK] bits: the length of the code that they begin with, and its symbol; 0 for
  /// a code that is longer.
  private static final short[] SHORT = new short[1 << LOOK];

  static {
    fill();
  }

  private Huffman() {}

  private static byte[] lengths() {
    String[] numbers = LENGTHS.strip().split("\\s+", -1);
    byte[] lengths = new byte[SYMBOLS];
    for (int symbol = 0; symbol < SYMBOLS; symbol++) {
      lengths[symbol] = Byte.parseByte(numbers[symbol]);
    }
    return lengths;
  }

  private static void fill() {
    int code = 0;
    int sorted = 0;
    for (int length = 1; length <= LONGEST; length++) {
      code <<= 1;
      FIRST[length] = code;
      OFFSET[length] = sorted;
      for (int symbol = 0; symbol < SYMBOLS; symbol++) {
        if (LENGTH[symbol] == length) {
          CODE[symbol] = code;
          SORTED[sorted] = (short) symbol;
          look(symbol, code, length);
          sorted++;
          code++;
        }
      }
      AFTER[length] = code;
    }
  }

  private static void look(int symbol, int code, int length) {
    int spare = LOOK - length;
    for (int rest = 0; spare >= 0 && rest < 1 << spare; rest++) {
      SHORT[(code << spare) | rest] = (short) ((length << 9) | symbol);
    }
  }

  /// The most bytes that so many bytes of code can stand for.
  public static int mostDecoded(int encoded) {
    return encoded * 8 / 5 + 1;
  }

  /// Reads a text into `out`, where [#mostDecoded] bytes must have room. Where it ends there, or -1
  /// if its bytes are no text: its padding is wrong, or it has the end-of-string code.
  public static int decode(byte[] in, int from, int to, byte[] out, int at) {
    int next = from;
    int put = at;
    long bits = 0; // the next bits of the code, from the highest on
    int count = 0; // how many of them are there
    while (true) {
      if (to - next >= Long.BYTES) {
        bits |= (long) LONGS.get(in, next) >>> count;
        int bytes = (Long.SIZE - count) >>> 3;
        next += bytes;
        count += bytes << 3;
      } else {
        while (next < to && count <= Long.SIZE - Byte.SIZE) {
          bits |= (in[next++] & 0xffL) << (Long.SIZE - Byte.SIZE - count);
          count += Byte.SIZE;
        }
      }
      do {
        int entry = SHORT[(int) (bits >>> (Long.SIZE - LOOK))];
        if (entry == 0) {
          entry = longer(bits);
        }
        int length = entry >>> 9;
        if (length > count) {
          return padding(bits, count) ? put : -1;
        }
        int symbol = entry & 0x1ff;
        if (symbol == END_OF_STRING) {
          return -1;
        }
        out[put++] = (byte) symbol;
        bits <<= length;
        count -= length;
      } while (count >= LONGEST);
    }
  }

  private static int longer(long bits) {
    int length = LOOK + 1;
    int code = (int) (bits >>> (Long.SIZE - length));
    while (code >= AFTER[length]) {
      length++;
      code = (int) (bits >>> (Long.SIZE - length));
    }
    return (length << 9) | SORTED[OFFSET[length] + code - FIRST[length]];
  }

  private static boolean padding(long bits, int count) {
    return count <= MAX_PADDING && bits >>> (Long.SIZE - 1 - count) == (1L << (count + 1)) - 2;
  }

  /// Writes a text's code, which ends at the position that is returned; -1 if it is no shorter than
  /// the text. There must be room for as many bytes as the text has, and four.
  public static int encode(byte[] in, int from, int to, byte[] out, int at) {
    int last = at + to - from - 1;
    int put = at;
    long bits = 0;
    int count = 0;
    for (int next = from; next < to; next++) {
      int symbol = in[next] & 0xff;
      int length = LENGTH[symbol];
      bits = (bits << length) | CODE[symbol];
      count += length;
      if (count >= Integer.SIZE) {
        if (put > last - Integer.BYTES) {
          return -1;
        }
        count -= Integer.SIZE;
        INTS.set(out, put, (int) (bits >>> count));
        put += Integer.BYTES;
      }
    }
    int rest = (count + 7) >>> 3;
    if (put + rest > last) {
      return -1;
    }
    int spare = Integer.SIZE - count;
    INTS.set(out, put, (int) ((bits << spare) | (0xffffffffL >>> count)));
    return put + rest;
  }
}
