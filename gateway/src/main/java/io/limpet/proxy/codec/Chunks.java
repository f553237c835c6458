package io.limpet.proxy.codec;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// The framing around the pieces of a chunked body; the pieces themselves are not copied.
public final class Chunks {
  /// The most bytes that `before` or `last` write.
  public static final int MAX_BYTES = 16;

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LAST = "\r\n0\r\n".getBytes(StandardCharsets.US_ASCII);

  private Chunks() {}

  /// Writes what goes before a piece; `first` tells whether it is the body's first. The end of the
  /// piece before is written along. An empty piece may not be sent: it would end the body.
  public static void before(int pieceBytes, boolean first, ByteBuf out) {
    if (pieceBytes <= 0) {
      throw new IllegalArgumentException("a chunk of " + pieceBytes + " bytes");
    }
    if (!first) {
      out.writeByte(Octets.CR).writeByte(Octets.LF);
    }
    int digits = (Integer.SIZE - Integer.numberOfLeadingZeros(pieceBytes) + 3) / 4;
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
      out.writeByte(HEX[pieceBytes >> shift & 0xf]);
    }
    out.writeByte(Octets.CR).writeByte(Octets.LF);
  }

  /// Writes the end of the body; `first` tells whether there was no piece at all.
  public static void last(boolean first, ByteBuf out) {
    lastSize(first, out);
    out.writeByte(Octets.CR).writeByte(Octets.LF);
  }

  /// The same, with what follows the body.
  public static void last(boolean first, Trailers trailers, ByteBuf out) {
    lastSize(first, out);
    trailers.write(out);
    out.writeByte(Octets.CR).writeByte(Octets.LF);
  }

  private static void lastSize(boolean first, ByteBuf out) {
    int skip = first ? 2 : 0;
    out.writeBytes(LAST, skip, LAST.length - skip);
  }
}
