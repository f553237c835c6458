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

  /// Writes what goes before a piece. `open` tells whether the end of the piece before is yet to be
  /// written; it is written along. An empty piece may not be sent: it would end the body.
  public static void before(int pieceBytes, boolean open, ByteBuf out) {
    if (pieceBytes <= 0) {
      throw new IllegalArgumentException("a chunk of " + pieceBytes + " bytes");
    }
    if (open) {
      end(out);
    }
    int digits = (Integer.SIZE - Integer.numberOfLeadingZeros(pieceBytes) + 3) / 4;
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
      out.writeByte(HEX[pieceBytes >> shift & 0xf]);
    }
    out.writeByte(Octets.CR).writeByte(Octets.LF);
  }

  /// Writes the end of a piece.
  public static void end(ByteBuf out) {
    out.writeByte(Octets.CR).writeByte(Octets.LF);
  }

  /// Writes the end of the body; `open` as above.
  public static void last(boolean open, ByteBuf out) {
    lastSize(open, out);
    end(out);
  }

  /// The same, with what follows the body.
  public static void last(boolean open, Trailers trailers, ByteBuf out) {
    lastSize(open, out);
    trailers.write(out);
    end(out);
  }

  private static void lastSize(boolean open, ByteBuf out) {
    int skip = open ? 0 : 2;
    out.writeBytes(LAST, skip, LAST.length - skip);
  }
}
