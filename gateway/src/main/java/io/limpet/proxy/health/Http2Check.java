package io.limpet.proxy.health;

import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.Trailers;
import io.limpet.proxy.codec.http2.ErrorCode;
import io.limpet.proxy.plan.HealthCheckPlan.Question;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// An [HttpCheck] over HTTP/2.
record Http2Check(Question.Http question, CheckRequest request, CheckHttp2 http2)
    implements CheckOverHttp2 {

  @Override
  public Finding ask(long timeoutMillis) throws IOException {
    return http2.ask(request, new Answer(http2, new HttpAnswer(question)), timeoutMillis);
  }

  /// One answer on its way.
  private static final class Answer implements CheckAnswer {
    private final CheckHttp2 http2;
    private final HttpAnswer told;
    private @Nullable Finding finding;

    Answer(CheckHttp2 http2, HttpAnswer told) {
      this.http2 = http2;
      this.told = told;
    }

    @Override
    public @Nullable Finding finding() {
      return finding;
    }

    @Override
    public void response(EditableResponseHead head, boolean end) {
      if (!head.interim()) {
        told.head(head);
      }
      head.release();
      endIf(end);
    }

    @Override
    public void data(ByteBuf piece, boolean end) {
      int bytes = piece.readableBytes();
      told.body(piece);
      http2.consumed(bytes);
      endIf(end);
    }

    @Override
    public void trailers(Trailers trailers) {
      endIf(true);
    }

    private void endIf(boolean end) {
      if (end) {
        finding = told.finding();
      }
    }

    @Override
    public void reset(ErrorCode code, boolean local) {
      if (finding == null) {
        finding = Finding.of(Outcome.BROKEN);
      }
    }

    @Override
    public void drained() {}
  }
}
