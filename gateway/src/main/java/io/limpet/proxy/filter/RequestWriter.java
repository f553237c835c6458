package io.limpet.proxy.filter;

import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.Trailers;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.upstream.UpstreamStream;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Writes one request to one connection after the other, from its beginning each time, as long as
/// its body is kept.
final class RequestWriter {
  private final Worker worker;
  private EditableRequestHead head; // event loop only, like the rest
  private @Nullable KeptBody kept;
  private boolean keeps;
  private int keptBytes;
  private @Nullable UpstreamStream to;

  RequestWriter(Worker worker, EditableRequestHead head) {
    this.worker = worker;
    this.head = head;
    this.keptBytes = worker.limits().retryBytes();
  }

  /// Begins with another request.
  void next(EditableRequestHead other) {
    head = other;
    kept = null;
    keeps = false;
    keptBytes = worker.limits().retryBytes();
    to = null;
  }

  /// The body is kept, because there may be another attempt, up to so many bytes; below 0: as many
  /// as the proxy allows itself.
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

  /// Writes the head, and as much of the body as came already. `complete`: no more of the body will
  /// come.
  void begin(UpstreamStream stream, boolean complete, @Nullable Trailers trailers) {
    to = stream;
    KeptBody before = kept;
    ByteBuf again = before == null ? null : before.again();
    stream.head(head, complete && again == null && trailers == null);
    if (again != null) {
      stream.body(again);
    }
    if (before != null && !keeps) {
      before.drop();
    }
  }

  /// Takes a piece. False: the connection takes no more for now, or is not open yet.
  boolean body(ByteBuf piece) {
    UpstreamStream open = to;
    if (keeps || open == null) {
      kept().keep(piece, open == null);
    }
    if (open == null) {
      piece.release();
      return false;
    }
    open.body(piece);
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

  /// The body is complete.
  void end(@Nullable Trailers trailers) {
    UpstreamStream open = to;
    if (open != null) {
      open.end(trailers);
    }
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
