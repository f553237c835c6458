package io.limpet.proxy.health;

import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.Trailers;
import io.limpet.proxy.codec.http2.ErrorCode;
import io.limpet.proxy.head.GrpcHeaders;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The answer of a health service. It is good where one message says SERVING and the trailers say
/// OK; whatever else comes is a no, which is believed at once.
final class GrpcAnswer implements CheckAnswer {
  private static final int OK = 200;
  private static final int FRAME_HEAD = 5;
  private static final int MOST_BYTES = 1 << 16;

  private final CheckHttp2 http2;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private @Nullable Finding finding;
  private boolean serving;

  GrpcAnswer(CheckHttp2 http2) {
    this.http2 = http2;
  }

  @Override
  public @Nullable Finding finding() {
    return finding;
  }

  /// A status without a message, which some servers answer where they have no health service, is a
  /// no as well.
  @Override
  public void response(EditableResponseHead head, boolean end) {
    boolean good =
        head.interim()
            || (head.status() == OK
                && !end
                && GrpcHeaders.isContentType(head.header("content-type")));
    head.release();
    if (!good) {
      found(Outcome.FAILED);
    }
  }

  @Override
  public void data(ByteBuf piece, boolean end) {
    int bytes = piece.readableBytes();
    byte[] copy = new byte[bytes];
    piece.readBytes(copy);
    piece.release();
    http2.consumed(bytes);
    body.writeBytes(copy);
    if (end || body.size() > MOST_BYTES || !readMessages()) {
      found(Outcome.FAILED);
    }
  }

  /// False where there is more than one message, or one in a form that was not asked for. Empty
  /// ones say nothing.
  private boolean readMessages() {
    ByteBuffer rest = ByteBuffer.wrap(body.toByteArray());
    int messages = 0;
    while (rest.remaining() >= FRAME_HEAD) {
      byte flags = rest.get();
      int length = rest.getInt();
      if (flags != 0 || length < 0 || (length > 0 && messages > 0)) {
        return false;
      }
      if (length > rest.remaining()) {
        return true;
      }
      if (length > 0) {
        messages++;
        serving = GrpcHealth.isServing(rest.slice(rest.position(), length));
      }
      rest.position(rest.position() + length);
    }
    return true;
  }

  @Override
  public void trailers(Trailers trailers) {
    boolean ok = "0".equals(trailers.value("grpc-status"));
    found(ok && serving ? Outcome.PASSED : Outcome.FAILED);
  }

  @Override
  public void reset(ErrorCode code, boolean local) {
    found(Outcome.BROKEN);
  }

  @Override
  public void drained() {}

  private void found(Outcome outcome) {
    if (finding == null) {
      finding = Finding.of(outcome);
    }
  }
}
