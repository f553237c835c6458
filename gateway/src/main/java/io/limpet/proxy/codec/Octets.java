package io.limpet.proxy.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// What the bytes of a head may be (RFC 9110, 5.5 and 5.6.2; RFC 9112, 3), and quick ways over
/// them.
public final class Octets {
  public static final byte TAB = 9;
  static final byte LF = 10;
  static final byte CR = 13;
  public static final byte SPACE = 32;

  /// Of a number that is not below 0.
  static final int MOST_DIGITS = 19;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;

  /// For a byte of a name its lower-case form, 0 for a byte that may not stand in one.
  private static final byte[] NAME = names();

  private static final boolean[] AUTHORITY = authority();

  private Octets() {}

  /// The lower-case form of a byte of a name, or 0.
  public static byte name(byte octet) {
    return NAME[octet & 0xff];
  }

  /// Whether Envoy lets the byte stand in an authority.
  public static boolean authority(byte octet) {
    return AUTHORITY[octet & 0xff];
  }

  /// Whether Envoy lets the byte stand in the name of a host in an absolute target.
  static boolean host(byte octet) {
    return octet == '-'
        || octet == '.'
        || octet == '_'
        || (octet > 0 && Character.isLetterOrDigit(octet));
  }

  public static boolean blank(byte octet) {
    return octet == SPACE || octet == TAB;
  }

  /// Whether the byte is a control character; bytes from 0x80 on are not.
  public static boolean control(byte octet) {
    return (octet >= 0 && octet < SPACE) || octet == 0x7f;
  }

  public static boolean letter(byte octet) {
    int lower = octet | 0x20;
    return lower >= 'a' && lower <= 'z';
  }

  public static boolean digit(byte octet) {
    return octet >= '0' && octet <= '9';
  }

  /// The value of a hexadecimal digit, or below 0.
  static int hex(int octet) {
    if (octet >= '0' && octet <= '9') {
      return octet - '0';
    }
    int lower = octet | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  /// Where the first control character is, or `to`. Eight bytes a step: in 'x - n * ONES' a byte
  /// below n borrows from its own high bit first, so the lowest mark is never a false one.
  public static int control(byte[] in, int from, int to) {
    int at = from;
    for (int last = to - Long.BYTES; at <= last; at += Long.BYTES) {
      long word = (long) LONGS.get(in, at);
      long delete = word ^ (ONES * 0x7f);
      long marks = (((word - ONES * 0x20) & ~word) | ((delete - ONES) & ~delete)) & HIGH;
      if (marks != 0) {
        return at + (Long.numberOfTrailingZeros(marks) >>> 3);
      }
    }
    while (at < to && !control(in[at])) {
      at++;
    }
    return at;
  }

  /// Whether the bytes are the lower-case word, in any case.
  static boolean equalsIgnoreCase(String lowerCase, byte[] in, int from, int to) {
    if (to - from != lowerCase.length()) {
      return false;
    }
    for (int index = 0; index < lowerCase.length(); index++) {
      byte octet = in[from + index];
      int lower = octet >= 'A' && octet <= 'Z' ? octet | 0x20 : octet;
      if (lower != lowerCase.charAt(index)) {
        return false;
      }
    }
    return true;
  }

  /// Puts a value's characters into an array; what could end a line or is no Latin-1 becomes `?`.
  static void putValue(String value, byte[] into, int at) {
    for (int index = 0; index < value.length(); index++) {
      char letter = value.charAt(index);
      boolean good = letter <= 0xff && (!control((byte) letter) || letter == TAB);
      into[at + index] = good ? (byte) letter : (byte) '?';
    }
  }

  /// Writes a number that is not below 0, at most [#MOST_DIGITS] letters; gives where it ends.
  static int putNumber(long number, byte[] out, int at) {
    int digits = 1;
    for (long rest = number / 10; rest > 0; rest /= 10) {
      digits++;
    }
    long left = number;
    for (int place = at + digits - 1; place >= at; place--) {
      out[place] = (byte) ('0' + left % 10);
      left /= 10;
    }
    return at + digits;
  }

  private static byte[] names() {
    byte[] table = new byte[256];
    for (char letter = 'a'; letter <= 'z'; letter++) {
      table[letter] = (byte) letter;
      table[Character.toUpperCase(letter)] = (byte) letter;
    }
    for (char digit = '0'; digit <= '9'; digit++) {
      table[digit] = (byte) digit;
    }
    for (char mark : "!#$%&'*+-.^_`|~".toCharArray()) {
      table[mark] = (byte) mark;
    }
    return table;
  }

  private static boolean[] authority() {
    boolean[] table = new boolean[256];
    for (int octet = 0; octet < 128; octet++) {
      table[octet] = Character.isLetterOrDigit(octet) || "!$%&'()*+,-.:;=@[]_~".indexOf(octet) >= 0;
    }
    return table;
  }
}
