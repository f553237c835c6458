package io.limpet.proxy.http;

import io.limpet.proxy.codec.BodyReader;
import io.limpet.proxy.codec.BodySink;
import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.Framing;
import io.limpet.proxy.codec.Progress;
import io.limpet.proxy.codec.RequestParser;
import io.limpet.proxy.codec.Trailers;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// What comes on a client's connection of HTTP/1: one head after the other, each with its body.
///
/// The next head is looked at only when the exchange before it is over. Until then what came early
/// is kept, and reading stops, so that a client that pipelines costs one read's bytes and no more.
final class RequestReading {
  private final ClientConnection connection;
  private final ClientLifetime lifetime;
  private final RequestParser parser;
  private final BodyReader body;
  private final BodySink content = this::content;

  // Event loop only.
  private @Nullable ByteBuf early;
  private boolean taking;

  RequestReading(
      ClientConnection connection, ClientLifetime lifetime, RequestParser parser, BodyReader body) {
    this.connection = connection;
    this.lifetime = lifetime;
    this.parser = parser;
    this.body = body;
  }

  /// Takes what came, behind what came early.
  void take(ByteBuf in) {
    ByteBuf before = early;
    early = null;
    consume(
        before == null
            ? in
            : before.alloc().compositeDirectBuffer().addComponents(true, before, in));
  }

  /// Takes what came early, whose turn it is.
  void goOn() {
    ByteBuf in = early;
    early = null;
    if (in != null) {
      consume(in);
    }
  }

  /// What came early is not wanted any more.
  void drop() {
    ByteBuf in = early;
    early = null;
    if (in != null) {
      in.release();
    }
  }

  /// Whether something that came early waits for its turn.
  boolean waiting() {
    return early != null;
  }

  /// Whether bytes are being looked at, further down on the stack.
  boolean taking() {
    return taking;
  }

  boolean headBegun() {
    return parser.started();
  }

  /// Whether the client has not begun another request.
  boolean nothingCame() {
    return early == null && !parser.started();
  }

  /// As much of a head as came; the head is the caller's.
  EditableRequestHead giveUp() {
    return parser.giveUp();
  }

  private void consume(ByteBuf in) {
    taking = true;
    connection.worker().clock().hold();
    try {
      while (in.isReadable() && step(in)) {
        // Each step takes a head or what there is of a body.
      }
    } finally {
      taking = false;
      connection.worker().clock().goOn();
      keepOrRelease(in);
    }
  }

  private boolean step(ByteBuf in) {
    if (lifetime.lingering()) {
      in.skipBytes(in.readableBytes());
      return false;
    }
    Exchange now = connection.exchange();
    if (now == null) {
      return readHead(in);
    }
    if (connection.tunnelling()) {
      now.requestBody(in.readRetainedSlice(in.readableBytes()));
      return false;
    }
    return !now.requestComplete() && readBody(now, in);
  }

  private void keepOrRelease(ByteBuf in) {
    if (in.isReadable() && connection.exchange() != null && !lifetime.lingering()) {
      early = in;
      connection.reading(false);
    } else {
      in.release();
    }
  }

  private boolean readHead(ByteBuf in) {
    boolean began = parser.started();
    Progress progress = parser.parse(in);
    switch (progress) {
      case MORE -> {
        if (!began) {
          connection.headBegins();
        }
      }
      case BAD -> connection.headRefused(parser.head(), parser.refusal());
      case DONE -> connection.begin(parser.head());
    }
    return progress == Progress.DONE;
  }

  // The body.

  void beginBody(Framing framing, long length) {
    body.begin(framing, length);
  }

  boolean bodyDone() {
    return body.done();
  }

  @Nullable Trailers trailers() {
    return body.trailers();
  }

  private boolean readBody(Exchange now, ByteBuf in) {
    Progress progress = body.read(in, content);
    if (now != connection.exchange()) {
      return false;
    }
    switch (progress) {
      case MORE -> {}
      case DONE -> connection.requestEnded(now, body.trailers());
      case BAD -> connection.badBody(now);
    }
    return connection.exchange() == null;
  }

  private void content(ByteBuf piece) {
    Exchange now = connection.exchange();
    if (now == null) {
      piece.release();
    } else {
      now.requestBody(piece);
    }
  }
}
