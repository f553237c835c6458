package io.limpet.proxy.filter.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

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

/// A call's answer on its way to a client of HTTP/1.1. Its head waits for its trailers, which have
/// the call's status.
final class BridgedAnswer implements AnswerSink {
  private static final int UNAVAILABLE = 503;
  private static final int TOO_LARGE = 500;
  private static final int OK = 200;
  private static final String TOO_LARGE_DETAILS = "response_payload_too_large";
  private static final String TOO_LARGE_TEXT = "Internal Server Error";
  private static final HeaderLine PLAIN =
      HeaderLine.of(HeaderName.of("content-type"), "text/plain");
  private static final HeaderLine GRPC =
      HeaderLine.of(HeaderName.of("content-type"), "application/grpc");
  private static final HeaderName CONTENT_LENGTH = HeaderName.of("content-length");
  private static final HeaderName STATUS = HeaderName.of("grpc-status");
  private static final HeaderName MESSAGE = HeaderName.of("grpc-message");

  private final Exchange exchange;
  private final AnswerSink to;
  private final boolean framed;
  private final int most;
  private @Nullable EditableResponseHead waiting; // event loop only, like the rest
  private @Nullable ByteBuf body;
  private boolean tooLarge;

  /// `framed`: the client reads no gRPC, but the message in it.
  BridgedAnswer(Exchange exchange, AnswerSink to, boolean framed) {
    this.exchange = exchange;
    this.to = to;
    this.framed = framed;
    this.most = exchange.worker().limits().retryBytes();
  }

  @Override
  public boolean changesAnswers() {
    return framed || to.changesAnswers();
  }

  @Override
  public void answer(Exchange of, EditableResponseHead head) {
    if (head.framing() == Framing.NONE) {
      to.answer(of, head);
    } else {
      waiting = head;
    }
  }

  @Override
  public void answerBody(ByteBuf piece) {
    if (waiting == null) {
      to.answerBody(piece);
      return;
    }
    ByteBuf kept = body;
    if (kept == null) {
      kept = exchange.worker().allocator().directBuffer(piece.readableBytes());
      body = kept;
    }
    tooLarge |= piece.readableBytes() > most - kept.readableBytes();
    if (!tooLarge) {
      kept.writeBytes(piece);
    }
    piece.release();
  }

  @Override
  public void answerTrailers(Trailers trailers) {
    EditableResponseHead head = waiting;
    if (head == null) {
      to.answerTrailers(trailers);
      return;
    }
    @Nullable String status = trailers.value("grpc-status");
    if (status != null) {
      head.set(STATUS, status);
      if (!isZero(status)) {
        status(head, UNAVAILABLE);
      }
    }
    @Nullable String message = trailers.value("grpc-message");
    if (message != null) {
      head.set(MESSAGE, message);
    }
    ByteBuf kept = body;
    if (kept != null && framed) {
      kept.skipBytes(Math.min(GrpcFrames.HEAD_BYTES, kept.readableBytes()));
    }
    length(head);
    goOn(head);
  }

  private static boolean isZero(String status) {
    return !status.isEmpty() && status.chars().allMatch(digit -> digit == '0');
  }

  private void status(EditableResponseHead head, int status) {
    head.status(status);
    exchange.localStatus(status);
  }

  private void length(EditableResponseHead head) {
    int bytes = body == null ? 0 : body.readableBytes();
    head.framing(Framing.LENGTH, bytes);
    head.set(CONTENT_LENGTH, Integer.toString(bytes));
  }

  /// The client gets the head, and what was kept of the body.
  private void goOn(EditableResponseHead head) {
    ByteBuf kept = body;
    if (kept != null && tooLarge) {
      tooLarge(head, kept.clear());
    }
    waiting = null;
    body = null;
    to.answer(exchange, head);
    if (kept != null) {
      to.answerBody(kept);
    }
  }

  /// As an answer of ours, in the words of who called: nothing stays of the endpoint's (Envoy:
  /// filter_manager.cc, sendDirectLocalReply).
  private void tooLarge(EditableResponseHead head, ByteBuf text) {
    head.removeIf(_ -> true);
    exchange.outcome("-", TOO_LARGE_DETAILS);
    if (framed) {
      text.writeBytes(TOO_LARGE_TEXT.getBytes(US_ASCII));
      head.set(PLAIN);
      status(head, TOO_LARGE);
    } else {
      status(head, OK);
      head.set(GRPC);
      head.set(STATUS, Integer.toString(GrpcReply.status(TOO_LARGE)));
      head.set(MESSAGE, TOO_LARGE_TEXT);
    }
    length(head);
  }

  @Override
  public void answerEnd() {
    EditableResponseHead head = waiting;
    if (head != null) {
      goOn(head);
    }
    to.answerEnd();
  }

  /// The exchange is over, maybe before its answer was.
  void release() {
    ByteBuf kept = body;
    body = null;
    if (kept != null) {
      kept.release();
    }
  }
}
