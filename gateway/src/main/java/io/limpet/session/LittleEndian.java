package io.limpet.session;

/// Numbers in a string whose characters are bytes.
final class LittleEndian {
  private LittleEndian() {}

  static long longAt(String latin1, int at) {
    return intAt(latin1, at) | (intAt(latin1, at + 4) << 32);
  }

  /// Unsigned.
  static long intAt(String latin1, int at) {
    return (latin1.charAt(at) & 0xff)
        | ((latin1.charAt(at + 1) & 0xff) << 8)
        | ((latin1.charAt(at + 2) & 0xff) << 16)
        | ((latin1.charAt(at + 3) & 0xffL) << 24);
  }
}
