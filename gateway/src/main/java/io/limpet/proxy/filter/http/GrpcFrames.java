package io.limpet.proxy.filter.http;

import io.netty.buffer.ByteBuf;

/// Counts the messages of a body, each where its frame begins (Envoy: source/common/grpc/codec.cc,
/// FrameInspector). Event loop only.
final class GrpcFrames {
  static final int HEAD_BYTES = 5;

  private int headBytes;
  private long length;

  /// How many messages begin in the piece, which stays as it is.
  int begunIn(ByteBuf piece) {
    int begun = 0;
    int at = piece.readerIndex();
    while (at < piece.writerIndex()) {
      if (headBytes == HEAD_BYTES) {
        long here = Math.min(length, piece.writerIndex() - at);
        at += (int) here;
        length -= here;
        headBytes = length == 0 ? 0 : HEAD_BYTES;
        continue;
      }
      int octet = piece.getUnsignedByte(at++);
      begun += headBytes == 0 ? 1 : 0;
      length = headBytes == 0 ? 0 : (length << 8) | octet;
      headBytes++;
    }
    return begun;
  }
}
