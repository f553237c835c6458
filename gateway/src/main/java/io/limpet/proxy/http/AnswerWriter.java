package io.limpet.proxy.http;

import io.limpet.proxy.codec.Chunks;
import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.Framing;
import io.limpet.proxy.codec.ResponseWriter;
import io.limpet.proxy.codec.Trailers;
import io.limpet.proxy.loop.SocketWrites;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.plan.Http1Plan;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/// Puts answers on the wire. A head and a small body share one buffer, so that a small answer is
/// one write; a large piece is passed on as it is.
final class AnswerWriter {
  /// The room that a fresh buffer has: nearly all heads with a small body fit.
  private static final int ROOM_BYTES = 1024;

  private final Worker worker;
  private final SocketWrites writes;
  private final Http1Plan options;
  private @Nullable ByteBuf gathered; // event loop only, like the rest
  private Framing framing = Framing.NONE;
  private boolean chunkOpen;
  private long bodyBytes;
  private @Nullable Trailers trailers;

  AnswerWriter(Worker worker, Channel channel, Http1Plan options) {
    this.worker = worker;
    this.writes = new SocketWrites(worker, channel);
    this.options = options;
  }

  /// Writes a head; what follows is its body.
  void head(EditableResponseHead head, ResponseWriter.Client client) {
    framing = ResponseWriter.framing(head, client);
    ResponseWriter.write(head, client, options.headerCase(), gathered());
    trailers = null;
    chunkOpen = false;
    bodyBytes = 0;
  }

  void interim(EditableResponseHead head, ResponseWriter.Client client) {
    ResponseWriter.write(head, client, options.headerCase(), gathered());
  }

  /// Takes the piece.
  void body(ByteBuf piece) {
    int bytes = piece.readableBytes();
    if (framing == Framing.NONE || bytes == 0) {
      piece.release();
      return;
    }
    bodyBytes += bytes;
    if (framing == Framing.CHUNKED) {
      Chunks.before(bytes, chunkOpen, gathered());
      chunkOpen = true;
    }
    bytes(piece);
  }

  /// Takes bytes that are written as they are.
  void bytes(ByteBuf piece) {
    ByteBuf open = gathered;
    if (open != null && piece.readableBytes() <= open.writableBytes()) {
      open.writeBytes(piece);
      piece.release();
      return;
    }
    writeGathered();
    writes.body(piece);
  }

  /// What will follow the body, if the listener lets it pass.
  void trailers(Trailers read) {
    trailers = options.trailers() ? read : null;
  }

  void end() {
    if (framing != Framing.CHUNKED) {
      return;
    }
    Trailers last = trailers;
    if (last == null) {
      Chunks.last(chunkOpen, gathered());
    } else {
      Chunks.last(chunkOpen, last, gathered());
    }
    chunkOpen = false;
  }

  /// The bytes of body written since the last head.
  long bodyBytes() {
    return bodyBytes;
  }

  void tunnelled(int bytes) {
    bodyBytes += bytes;
  }

  /// A chunk is told whole: who reads whole chunks would wait for its end.
  void flush() {
    if (chunkOpen) {
      chunkOpen = false;
      Chunks.end(gathered());
    }
    writeGathered();
    writes.flush();
  }

  /// Drops what was not written: the connection is gone.
  void discard() {
    ByteBuf open = gathered;
    gathered = null;
    if (open != null) {
      open.release();
    }
  }

  private ByteBuf gathered() {
    ByteBuf open = gathered;
    if (open == null) {
      open = worker.allocator().directBuffer(ROOM_BYTES);
      gathered = open;
    }
    return open;
  }

  private void writeGathered() {
    ByteBuf open = gathered;
    gathered = null;
    if (open != null) {
      writes.write(open);
    }
  }
}
