package io.limpet.proxy.filter;

import io.limpet.proxy.codec.Chunks;
import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.Framing;
import io.limpet.proxy.codec.Trailers;
import io.limpet.proxy.codec.UpstreamRequestWriter;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.upstream.UpstreamConnection;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Writes one request to one connection after the other, from its beginning each time, as long as
/// its body is kept.
final class RequestWriter {
  /// The room for a head: most fit without growing.
  private static final int ROOM_BYTES = 1024;

  private final Worker worker;
  private final EditableRequestHead head;
  private final boolean chunked;
  private @Nullable KeptBody kept;
  private boolean keeps;
  private int keptBytes;
  private @Nullable UpstreamConnection to; // event loop only, like the rest
  private boolean firstChunk;

  RequestWriter(Worker worker, EditableRequestHead head) {
    this.worker = worker;
    this.head = head;
    this.keptBytes = worker.limits().retryBytes();
    this.chunked = head.framing() == Framing.CHUNKED;
  }

  /// The body is kept, because there may be another attempt, up to so many bytes; below 0: up to
  /// the listener's limit.
  void keep(long mostBytes) {
    keeps = true;
    if (mostBytes >= 0) {
      keptBytes = (int) Math.min(mostBytes, Integer.MAX_VALUE);
    }
  }

  /// Whether a head was written to a connection that is still in use.
  boolean begun() {
    return to != null;
  }

  /// Whether all of the request can be written again.
  boolean repeatable() {
    return kept == null || kept.whole();
  }

  /// Writes the head, and as much of the body as came already.
  void begin(UpstreamConnection connection) {
    to = connection;
    firstChunk = true;
    ByteBuf out = worker.allocator().directBuffer(ROOM_BYTES);
    UpstreamRequestWriter.write(head, connection.style(), out);
    connection.write(out);
    KeptBody before = kept;
    ByteBuf again = before == null ? null : before.again();
    if (again != null) {
      write(connection, again);
    }
    if (before != null && !keeps) {
      before.drop();
    }
  }

  /// Takes a piece. False: the connection takes no more for now, or is not open yet.
  boolean body(ByteBuf piece) {
    UpstreamConnection open = to;
    if (keeps || open == null) {
      kept().keep(piece, open == null);
    }
    if (open == null) {
      piece.release();
      return false;
    }
    write(open, piece);
    return open.writable();
  }

  private KeptBody kept() {
    KeptBody body = kept;
    if (body == null) {
      body = new KeptBody(worker.allocator(), keptBytes);
      kept = body;
    }
    return body;
  }

  private void write(UpstreamConnection connection, ByteBuf piece) {
    if (chunked) {
      ByteBuf before = worker.allocator().directBuffer(Chunks.MAX_BYTES);
      Chunks.before(piece.readableBytes(), firstChunk, before);
      firstChunk = false;
      connection.write(before);
    }
    connection.write(piece);
  }

  /// The body is complete.
  void end(@Nullable Trailers trailers) {
    UpstreamConnection open = to;
    if (open == null || !chunked) {
      return;
    }
    ByteBuf last = worker.allocator().directBuffer(Chunks.MAX_BYTES);
    if (trailers != null && open.style().trailers()) {
      Chunks.last(firstChunk, trailers, last);
    } else {
      Chunks.last(firstChunk, last);
    }
    open.write(last);
  }

  /// The connection is not in use any more.
  void stop() {
    to = null;
  }

  /// There will be no other attempt.
  void forget() {
    KeptBody body = kept;
    if (body != null) {
      body.drop();
    }
  }
}
