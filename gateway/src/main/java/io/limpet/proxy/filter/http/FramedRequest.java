package io.limpet.proxy.filter.http;

import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.LocalReply;
import io.limpet.proxy.http.RequestSink;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Makes one message of gRPC of a body: it waits until its length is known.
final class FramedRequest extends RequestPipe {
  private static final LocalReply TOO_LARGE =
      LocalReply.of(413, "Payload Too Large", "-", "request_payload_too_large");

  private final Exchange exchange;
  private final int most;
  private @Nullable ByteBuf message; // event loop only, like the rest
  private boolean refused;

  FramedRequest(Exchange exchange, RequestSink to) {
    super(to);
    this.exchange = exchange;
    this.most = exchange.worker().limits().retryBytes();
  }

  @Override
  public void requestBody(ByteBuf piece) {
    ByteBuf kept = message;
    if (kept == null) {
      kept = exchange.worker().allocator().directBuffer(piece.readableBytes());
      message = kept;
    }
    refused |= piece.readableBytes() > most - kept.readableBytes();
    if (!refused) {
      kept.writeBytes(piece);
    }
    piece.release();
    if (exchange.requestComplete()) { // a filter held it until it was
      say();
    }
  }

  @Override
  public void requestFlush() {
    if (refused) {
      exchange.giveUp(TOO_LARGE);
    } else {
      super.requestFlush();
    }
  }

  @Override
  public void requestEnd() {
    if (refused) {
      exchange.giveUp(TOO_LARGE);
    } else {
      say();
      super.requestEnd();
    }
  }

  private void say() {
    ByteBuf kept = message;
    if (kept == null || refused) {
      return;
    }
    message = null;
    ByteBuf head = exchange.worker().allocator().directBuffer(GrpcFrames.HEAD_BYTES);
    super.requestBody(head.writeByte(0).writeInt(kept.readableBytes()));
    super.requestBody(kept);
  }

  /// The exchange is over, maybe before the body was.
  void release() {
    ByteBuf kept = message;
    message = null;
    if (kept != null) {
      kept.release();
    }
  }
}
