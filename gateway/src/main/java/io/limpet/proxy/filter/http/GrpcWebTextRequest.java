package io.limpet.proxy.filter.http;

import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.LocalReply;
import io.limpet.proxy.http.RequestSink;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Takes the base64 off a call's body. What is none ends the call, once all of a piece was seen.
final class GrpcWebTextRequest extends RequestPipe {
  private static final String BAD = "Bad gRPC-web request, invalid base64 data.";
  private static final LocalReply BAD_DATA =
      LocalReply.of(400, BAD, "-", "grpc_base_64_decode_failed");
  private static final LocalReply BAD_SIZE =
      LocalReply.of(400, BAD, "-", "grpc_base_64_decode_failed_bad_size");

  private final Exchange exchange;
  private final Base64Decoder decoder = new Base64Decoder();
  private @Nullable LocalReply refusal; // event loop only

  GrpcWebTextRequest(Exchange exchange, RequestSink to) {
    super(to);
    this.exchange = exchange;
  }

  @Override
  public void requestBody(ByteBuf piece) {
    if (refusal != null) {
      piece.release();
      return;
    }
    ByteBuf decoded = exchange.worker().allocator().directBuffer(piece.readableBytes());
    if (!decoder.decode(piece, decoded)) {
      refusal = BAD_DATA;
    }
    piece.release();
    if (decoded.isReadable() && refusal == null) {
      super.requestBody(decoded);
    } else {
      decoded.release();
    }
  }

  @Override
  public void requestFlush() {
    if (!refuses()) {
      super.requestFlush();
    }
  }

  @Override
  public void requestEnd() {
    if (refusal == null && !decoder.whole()) {
      refusal = BAD_SIZE;
    }
    if (!refuses()) {
      super.requestEnd();
    }
  }

  private boolean refuses() {
    LocalReply why = refusal;
    if (why != null) {
      exchange.giveUp(why);
    }
    return why != null;
  }
}
