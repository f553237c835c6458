package io.limpet.proxy.filter.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.Framing;
import io.limpet.proxy.codec.HeaderLine;
import io.limpet.proxy.codec.HeaderName;
import io.limpet.proxy.codec.Trailers;
import io.limpet.proxy.http.AnswerSink;
import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.GrpcReply;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// A call's answer on its way to a browser. Trailers become the body's last frame. An answer that
/// is not gRPC's, such as one of ours, is an error whose text is its body: its head waits for it.
final class GrpcWebAnswer implements AnswerSink {
  private static final int TRAILER_FRAME = 0x80;
  private static final int FRAME_HEAD = 5;
  private static final HeaderName CONTENT_LENGTH = HeaderName.of("content-length");
  private static final HeaderLine EMPTY = HeaderLine.of(CONTENT_LENGTH, "0");
  private static final HeaderName STATUS = HeaderName.of("grpc-status");
  private static final HeaderName MESSAGE = HeaderName.of("grpc-message");

  private final Exchange exchange;
  private final AnswerSink to;
  private final @Nullable Base64Encoder encoder;
  private final GrpcCounts.@Nullable Calls calls;
  private @Nullable EditableResponseHead waiting; // event loop only, like the rest
  private @Nullable ByteBuf message;

  GrpcWebAnswer(Exchange exchange, boolean text, AnswerSink to, GrpcCounts.@Nullable Calls calls) {
    this.exchange = exchange;
    this.to = to;
    this.encoder = text ? new Base64Encoder() : null;
    this.calls = calls;
  }

  @Override
  public boolean changesAnswers() {
    return true;
  }

  @Override
  public void answer(Exchange of, EditableResponseHead head) {
    count(head.header("grpc-status"));
    boolean bodiless = head.framing() == Framing.NONE || of.head().headMethod();
    if (!bodiless && !isGrpc(head)) {
      waiting = head;
      return;
    }
    head.remove(CONTENT_LENGTH);
    if (head.framing() == Framing.LENGTH) {
      head.framing(Framing.CHUNKED, 0);
    }
    to.answer(exchange, head);
  }

  private void count(@Nullable String status) {
    if (calls != null) {
      calls.status(status);
    }
  }

  private static boolean isGrpc(EditableResponseHead head) {
    @Nullable String type = head.header("content-type");
    return type != null && type.startsWith("application/grpc");
  }

  @Override
  public void answerBody(ByteBuf piece) {
    if (waiting != null) {
      keep(piece);
    } else if (encoder == null) {
      to.answerBody(piece);
    } else {
      encode(piece, encoder);
    }
  }

  /// What passes the bound of a request's kept body is not told.
  private void keep(ByteBuf piece) {
    ByteBuf kept = message;
    if (kept == null) {
      kept = exchange.worker().allocator().directBuffer(piece.readableBytes());
      message = kept;
    }
    int room = exchange.worker().limits().retryBytes() - kept.readableBytes();
    kept.writeBytes(piece, Math.min(room, piece.readableBytes()));
    piece.release();
  }

  private void encode(ByteBuf piece, Base64Encoder through) {
    ByteBuf encoded =
        exchange.worker().allocator().directBuffer(Base64Encoder.most(piece.readableBytes()));
    through.encode(piece, encoded);
    piece.release();
    if (encoded.isReadable()) {
      to.answerBody(encoded);
    } else {
      encoded.release();
    }
  }

  @Override
  public void answerTrailers(Trailers trailers) {
    count(trailers.value("grpc-status"));
    if (waiting == null) {
      answerBody(frame(trailers));
    }
  }

  private ByteBuf frame(Trailers trailers) {
    ByteBuf frame = exchange.worker().allocator().directBuffer();
    frame.writeByte(TRAILER_FRAME).writeInt(0);
    for (HeaderLine line : trailers.lines()) {
      int name = line.name().text().length();
      frame.writeBytes(line.bytes(), 0, name + 1);
      frame.writeBytes(line.bytes(), name + 2, line.bytes().length - name - 2);
    }
    return frame.setInt(1, frame.readableBytes() - FRAME_HEAD);
  }

  @Override
  public void answerEnd() {
    EditableResponseHead head = waiting;
    waiting = null;
    if (head != null) {
      ByteBuf kept = message;
      String text = kept == null ? "" : kept.toString(ISO_8859_1);
      release();
      head.set(MESSAGE, GrpcReply.percentEncoded(text));
      head.set(STATUS, Integer.toString(GrpcReply.status(head.status())));
      head.withoutBody();
      head.set(EMPTY);
      to.answer(exchange, head);
    }
    to.answerEnd();
  }

  /// The exchange is over, maybe before its answer was.
  void release() {
    ByteBuf kept = message;
    message = null;
    if (kept != null) {
      kept.release();
    }
  }
}
