package io.limpet.proxy.http;

import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.HeaderName;
import io.limpet.proxy.codec.ResponseWriter;
import io.limpet.proxy.codec.Trailers;
import io.limpet.proxy.loop.Worker;
import io.netty.buffer.ByteBuf;

/// The answers on an HTTP/1 client's connection, and whether the connection lives on after them.
final class Answering {
  private static final HeaderName CONNECTION = HeaderName.of("connection");
  private static final HeaderName UPGRADE = HeaderName.of("upgrade");
  private static final HeaderName CONTENT_LENGTH = HeaderName.of("content-length");

  private final Worker worker;
  private final AnswerWriter writer;
  private final ClientLifetime lifetime;
  private final Leave leave;
  private boolean whole; // event loop only

  Answering(Worker worker, AnswerWriter writer, ClientLifetime lifetime, Leave leave) {
    this.worker = worker;
    this.writer = writer;
    this.lifetime = lifetime;
    this.leave = leave;
  }

  void interim(Exchange of, EditableResponseHead interim) {
    writer.interim(interim, ResponseWriter.Client.of(of.head()));
    writer.flush();
  }

  void head(Exchange of, EditableResponseHead answer) {
    AnswerHead.complete(of, answer);
    ResponseWriter.Client client = ResponseWriter.Client.of(of.head());
    connection(of, answer);
    writer.head(answer, client);
  }

  /// An answer that does not say its length ends the connection of an HTTP/1.0 client, though it
  /// has no body; one that names the protocol to change to says no `close` (Envoy:
  /// conn_manager_impl.cc, encodeHeaders).
  private void connection(Exchange of, EditableResponseHead answer) {
    EditableRequestHead head = of.head();
    boolean upgraded = head.switchedBy(answer);
    boolean whole = of.requestComplete() && head.upgrade().isEmpty();
    boolean ends =
        lifetime.draining()
            || !whole
            || !head.keepAlive()
            || leave.tells(worker, of.serving().counters());
    if ((ends && !upgraded) || (head.http10() && !answer.has(CONTENT_LENGTH))) {
      lifetime.endAfterAnswer();
    }
    if (lifetime.endsAfterAnswer()) {
      if (!answer.has(UPGRADE)) {
        answer.set(CONNECTION, "close");
      }
    } else if (head.http10()) {
      answer.set(CONNECTION, "keep-alive");
    }
  }

  /// Takes the piece.
  void body(ByteBuf piece, boolean tunnelled) {
    if (tunnelled) {
      writer.tunnelled(piece.readableBytes());
      writer.bytes(piece);
    } else {
      writer.body(piece);
    }
  }

  void trailers(Trailers read) {
    writer.trailers(read);
  }

  void end() {
    whole = true;
    writer.end();
  }

  void over(Exchange ended) {
    boolean open = !ended.head().upgrade().isEmpty(); // what was asked for has no end of its own
    ended.serving().counters().ended(ended, whole && !open);
    whole = false;
  }

  void flush() {
    writer.flush();
  }

  long bodyBytes() {
    return writer.bodyBytes();
  }

  /// The connection is gone.
  void discard() {
    writer.discard();
  }
}
