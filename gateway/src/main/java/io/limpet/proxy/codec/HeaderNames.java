package io.limpet.proxy.codec;

import io.netty.buffer.ByteBuf;

/// Names of headers as some peers want them written (Envoy: source/common/http/http1/
/// header_formatter.cc).
final class HeaderNames {
  private HeaderNames() {}

  /// A capital begins each word: what follows a letter or a digit is in it.
  static void writeProper(byte[] bytes, int from, int to, ByteBuf out) {
    boolean begins = true;
    for (int at = from; at < to; at++) {
      byte octet = bytes[at];
      boolean letter = octet >= 'a' && octet <= 'z';
      out.writeByte(begins && letter ? octet - ('a' - 'A') : octet);
      begins = !letter && !Octets.digit(octet);
    }
  }
}
