package io.limpet.proxy.quic;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.QuicConnectionIdGenerator;
import java.nio.ByteBuffer;

/// The IDs that a listener's connections have: the number of the socket whose loop owns it, a mark
/// that all of them share and no other process has, and chance. Nobody learns from a mark which IDs
/// are of one connection (RFC 9000, 5.1).
final class ConnectionIds {
  static final int BYTES = 20;
  private static final int MARK_AT = Short.BYTES;
  private static final int LONG_HEADER = 0x80;

  /// In a long header: behind its first byte and the version (RFC 9000, 17.2).
  private static final int LENGTH_AT = 5;

  private final int mark;

  ConnectionIds(int mark) {
    this.mark = mark;
  }

  int mark() {
    return mark;
  }

  boolean areOurs(ByteBuf datagram) {
    return isMarked(datagram, mark);
  }

  /// Whether a datagram is for a connection whose ID has that mark. Its sender has chosen the ID of
  /// a first one, which has it once in 2³² times.
  static boolean isMarked(ByteBuf datagram, int mark) {
    int start = datagram.readerIndex();
    int bytes = datagram.readableBytes();
    if (bytes <= BYTES) {
      return false;
    }
    boolean isLong = (datagram.getByte(start) & LONG_HEADER) != 0;
    if (isLong && (bytes <= LENGTH_AT + BYTES || datagram.getByte(start + LENGTH_AT) != BYTES)) {
      return false;
    }
    int id = start + (isLong ? LENGTH_AT + 1 : 1);
    return datagram.getInt(id + MARK_AT) == mark;
  }

  /// Whether that is the mark of an ID.
  boolean isOurs(ByteBuf id) {
    return id.readableBytes() == BYTES && id.getInt(id.readerIndex() + MARK_AT) == mark;
  }

  /// With the mark in the IDs that `numbered` gives, which begin with a socket's number.
  QuicConnectionIdGenerator marking(QuicConnectionIdGenerator numbered) {
    return new QuicConnectionIdGenerator() {
      @Override
      public ByteBuffer newId(int length) {
        return marked(numbered.newId(length));
      }

      @Override
      public ByteBuffer newId(ByteBuffer input, int length) {
        return marked(numbered.newId(input, length));
      }

      @Override
      public ByteBuffer newId(ByteBuffer source, ByteBuffer destination, int length) {
        return marked(numbered.newId(source, destination, length));
      }

      @Override
      public int maxConnectionIdLength() {
        return BYTES;
      }

      @Override
      public boolean isIdempotent() {
        return numbered.isIdempotent();
      }
    };
  }

  private ByteBuffer marked(ByteBuffer id) {
    return id.putInt(id.position() + MARK_AT, mark);
  }
}
