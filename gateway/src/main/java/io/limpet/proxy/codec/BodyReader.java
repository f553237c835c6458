package io.limpet.proxy.codec;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Reads bodies, one after the other, without copying them: what is handed on are slices of what
/// was received.
public final class BodyReader {
  private final ChunkScanner chunks;

  private Framing framing = Framing.NONE;
  private long left;
  private boolean done = true;
  private boolean bad;

  /// Trailers are checked and dropped.
  public BodyReader(Limits limits) {
    this(limits, false);
  }

  public BodyReader(Limits limits, boolean keepsTrailers) {
    this.chunks = new ChunkScanner(limits, keepsTrailers);
  }

  /// What followed the body that is [#done], or null if nothing that is kept did.
  public @Nullable Trailers trailers() {
    Trailers read = framing == Framing.CHUNKED ? chunks.trailers() : null;
    return read == null || read.isEmpty() ? null : read;
  }

  /// Begins a body. `length` counts for [Framing#LENGTH] alone.
  public void begin(Framing framing, long length) {
    this.framing = framing;
    this.left = framing == Framing.LENGTH ? length : 0;
    this.done = framing == Framing.NONE || (framing == Framing.LENGTH && length == 0);
    this.bad = false;
    chunks.begin();
  }

  /// Reads what there is and hands its content to the sink as retained slices. After
  /// [Progress#DONE] the bytes of the next message are left in the buffer: on an upstream
  /// connection they are surplus, and it may not be used again.
  public Progress read(ByteBuf in, BodySink sink) {
    while (!done && !bad && in.isReadable()) {
      switch (framing) {
        case NONE -> done = true;
        case LENGTH -> {
          content(in, sink);
          done = left == 0;
        }
        case CHUNKED -> chunk(in, sink);
        case UNTIL_CLOSE -> sink.content(in.readRetainedSlice(in.readableBytes()));
      }
    }
    if (bad) {
      return Progress.BAD;
    }
    return done ? Progress.DONE : Progress.MORE;
  }

  /// The peer has closed: [Progress#DONE] if that ends the body, [Progress#BAD] if it is cut.
  public Progress closed() {
    done |= framing == Framing.UNTIL_CLOSE;
    return done && !bad ? Progress.DONE : Progress.BAD;
  }

  /// Whether the body is complete.
  public boolean done() {
    return done;
  }

  /// Why a request's body is [Progress#BAD].
  public Refusal refusal() {
    return chunks.tooLarge() ? Refusal.HEADERS_TOO_LARGE : Refusal.CODEC_ERROR;
  }

  private void content(ByteBuf in, BodySink sink) {
    int size = (int) Math.min(left, in.readableBytes());
    left -= size;
    sink.content(in.readRetainedSlice(size));
  }

  private void chunk(ByteBuf in, BodySink sink) {
    if (left > 0) {
      content(in, sink);
      return;
    }
    switch (chunks.scan(in)) {
      case MORE -> {}
      case DONE -> {
        left = chunks.size();
        done = left == 0;
      }
      case BAD -> bad = true;
    }
  }
}
