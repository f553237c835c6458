package io.limpet.proxy.filter;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/// The beginning of a request's body, kept until no further attempt can need it. Pieces are copied:
/// a slice would keep the whole buffer it was read into.
final class KeptBody {
  private final ByteBufAllocator allocator;
  private final int limitBytes;
  private @Nullable ByteBuf bytes;
  private boolean dropped;

  KeptBody(ByteBufAllocator allocator, int limitBytes) {
    this.allocator = allocator;
    this.limitBytes = limitBytes;
  }

  /// Whether all that was read so far is here.
  boolean whole() {
    return !dropped;
  }

  /// Copies a piece, or gives everything up where the limit would be passed. With `anyway` there is
  /// no limit: nothing else has the piece yet.
  void keep(ByteBuf piece, boolean anyway) {
    if (dropped) {
      return;
    }
    ByteBuf kept = bytes;
    int before = kept == null ? 0 : kept.readableBytes();
    if (!anyway && before + piece.readableBytes() > limitBytes) {
      drop();
      return;
    }
    if (kept == null) {
      kept = allocator.directBuffer(piece.readableBytes());
      bytes = kept;
    }
    kept.writeBytes(piece, piece.readerIndex(), piece.readableBytes());
  }

  /// All that is kept, to be written once more; null if that is nothing. The receiver releases it.
  @Nullable ByteBuf again() {
    ByteBuf kept = bytes;
    return kept == null ? null : kept.retainedDuplicate();
  }

  void drop() {
    dropped = true;
    ByteBuf kept = bytes;
    bytes = null;
    if (kept != null) {
      kept.release();
    }
  }
}
