package io.limpet.proxy.http;

import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.Framing;
import io.limpet.proxy.codec.HeadPool;
import io.limpet.proxy.codec.Trailers;
import io.limpet.proxy.codec.http2.ErrorCode;
import io.limpet.proxy.codec.http2.Http2Connection;
import io.limpet.proxy.codec.http2.Http2Stream;
import io.limpet.proxy.codec.http2.Malformed;
import io.limpet.proxy.codec.http2.StreamEvents;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.plan.filter.TokenBucket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/// One stream of a client's connection: an exchange's request and answer in HTTP/2.
///
/// A body that is not taken is not credited to the client, so that its window closes: a stream that
/// waits stops itself alone.
final class Http2ClientStream implements ClientStream, StreamEvents {
  private final Http2ClientConnection connection;
  private final Http2Connection wire;
  private final Http2Stream stream;
  private final StreamWait wait;

  // Event loop only, all of these.
  private @Nullable Exchange exchange;
  private @Nullable Trailers trailers;
  private @Nullable ByteBuf held;
  private int place;
  private int uncredited;
  private long answerBytes;
  private boolean paused;
  private boolean touched;
  private boolean answerEnded;
  private boolean gone;

  /// `place` is where it stands among its connection's streams.
  Http2ClientStream(Http2ClientConnection connection, Http2Stream stream, int place) {
    this.connection = connection;
    this.wire = connection.wire();
    this.stream = stream;
    this.wait = new StreamWait(connection.worker(), connection::close);
    this.place = place;
  }

  boolean is(Http2Stream other) {
    return stream == other;
  }

  void place(int now) {
    place = now;
  }

  // The request.

  void begin(Exchange begun) {
    exchange = begun;
  }

  /// No head was understood.
  void unread() {
    Exchange of = exchange;
    if (of != null) {
      of.requestUnread();
    }
  }

  void start(boolean complete) {
    Exchange begun = exchange;
    if (begun == null) {
      throw new IllegalStateException("a stream starts without a request");
    }
    if (complete) {
      begun.requestIsHead();
    } else {
      wait.beginRequest(begun, connection::flush);
    }
    if (StreamHeads.answersContinue(begun)) {
      StreamHeads.goOn(begun, heads());
    }
    touch();
    if (!connection.answersBusy(begun)) {
      begun.run().start();
    }
  }

  @Override
  public void response(EditableResponseHead head, boolean end) {
    throw new IllegalStateException("a client answers nothing");
  }

  @Override
  public void data(ByteBuf piece, boolean end) {
    int bytes = piece.readableBytes();
    Exchange to = exchange;
    if (to == null || bytes == 0) {
      piece.release();
    } else {
      touch();
      to.requestBody(piece);
    }
    if (bytes > 0 && !gone) {
      credit(bytes);
    }
    if (end) {
      requestEnd();
    }
  }

  private void touch() {
    if (!touched) {
      touched = true;
      connection.touch(this);
    }
  }

  private void credit(int bytes) {
    if (paused) {
      uncredited += bytes;
    } else {
      wire.consumed(stream, bytes);
    }
  }

  private void requestEnd() {
    Exchange ending = exchange;
    if (ending != null) {
      wait.over();
      touch();
      ending.requestEnd();
    }
  }

  @Override
  public void trailers(Trailers read) {
    Exchange to = exchange;
    if (to != null) {
      to.requestTrailers(read);
    }
    requestEnd();
  }

  void requestFlush() {
    touched = false;
    Exchange to = exchange;
    if (to != null) {
      to.requestFlush();
    }
  }

  @Override
  public void reset(ErrorCode code, boolean local) {
    gone = true;
    Exchange reset = exchange;
    if (reset == null) {
      over();
      return;
    }
    if (local) {
      ClientEnd end = code == ErrorCode.CANCEL ? connection.end() : ClientEnd.HTTP2_CODEC_ERROR;
      reset.clientGone(end.flags, end.details);
      return;
    }
    switch (code) {
      case NO_ERROR -> reset.clientGone(reset.flags(), reset.details()); // nothing went wrong
      case PROTOCOL_ERROR -> reset.clientGone("DPE", "http2.remote_reset");
      case REFUSED_STREAM -> reset.clientGone("DR", "http2.remote_refuse");
      default -> reset.clientGone("DR", "http2.remote_reset");
    }
  }

  /// What came is no message; the stream is reset, or its connection closed, by the caller.
  void broken(Malformed why) {
    gone = true;
    Exchange ending = exchange;
    if (ending == null) {
      over();
    } else {
      ending.clientGone(MalformedWords.flags(why), MalformedWords.details(why));
    }
  }

  @Override
  public void drained() {
    Exchange to = exchange;
    if (to != null) {
      to.clientWritable(true);
    } else {
      over();
    }
  }

  // The exchange's side.

  @Override
  public Worker worker() {
    return connection.worker();
  }

  @Override
  public HeadPool heads() {
    return connection.heads();
  }

  @Override
  public long id() {
    return connection.id();
  }

  @Override
  public boolean unhealthy() {
    return connection.leave().unhealthy();
  }

  @Override
  public TokenBucket bucket(TokenBucket like) {
    return connection.bucket(like);
  }

  @Override
  public void reading(boolean wanted) {
    if (wanted == paused) {
      paused = !wanted;
      if (wanted && uncredited > 0 && !gone) {
        int bytes = uncredited;
        uncredited = 0;
        wire.consumed(stream, bytes);
        connection.flushSoon();
      }
    }
  }

  @Override
  public boolean writable() {
    return gone || stream.waiting() < worker().limits().highWaterBytes();
  }

  @Override
  public void interim(Exchange of, EditableResponseHead interim) {
    wire.response(stream, interim, false);
    connection.flushSoon();
  }

  @Override
  public void answer(Exchange of, EditableResponseHead answer) {
    AnswerHead.complete(of, answer);
    connection.tellIfLeaving();
    boolean upgraded = StreamHeads.upgrade(of, answer);
    answerEnded = !upgraded && (answer.framing() == Framing.NONE || of.head().headMethod());
    wire.response(stream, answer, answerEnded);
  }

  @Override
  public void answerBody(ByteBuf piece) {
    int bytes = piece.readableBytes();
    if (answerEnded || bytes == 0) {
      piece.release();
      return;
    }
    answerBytes += bytes;
    sendHeld(false);
    held = piece;
  }

  /// A piece is held until it is known whether it is the last, or that no other comes for now.
  private void sendHeld(boolean end) {
    ByteBuf piece = held;
    held = null;
    if (piece != null) {
      wire.data(stream, piece, end);
    } else if (end) {
      wire.data(stream, Unpooled.EMPTY_BUFFER, true);
    }
  }

  @Override
  public void answerTrailers(Trailers read) {
    trailers = read;
  }

  @Override
  public void answerEnd() {
    if (answerEnded) {
      return;
    }
    answerEnded = true;
    Trailers last = trailers;
    if (last == null) {
      sendHeld(true);
    } else {
      sendHeld(false);
      wire.trailers(stream, last);
    }
  }

  @Override
  public void flush() {
    sendHeld(false);
    connection.flushSoon();
  }

  @Override
  public long answerBytes() {
    return answerBytes;
  }

  @Override
  public void tunnel() {
    flush();
  }

  void endTunnel() {
    Tunnels.end(exchange);
  }

  @Override
  public void closeAfterAnswer() {
    // The others on this connection are not concerned.
  }

  @Override
  public void cut() {
    boolean tunnel = Tunnels.broke(exchange);
    sendHeld(false);
    wire.flush();
    gone = true;
    wire.reset(stream, tunnel ? ErrorCode.CONNECT_ERROR : ErrorCode.INTERNAL_ERROR);
    connection.flushSoon();
  }

  @Override
  public void close() {
    connection.close();
  }

  /// What of the answer still waits for the client's window may wait as long as a stream may be
  /// idle (Envoy: codec_impl.cc, stream flush timeout).
  @Override
  public void ended(Exchange over) {
    exchange = null;
    wait.over();
    sendHeld(false);
    boolean whole = over.requestComplete();
    boolean upgrade = !over.head().upgrade().isEmpty();
    over.serving().counters().ended(over, answerEnded);
    long flushMillis = StreamDeadlines.flushMillis(over);
    over.close();
    connection.ended(over);
    if (!gone && (!whole || upgrade)) { // what is switched to has no end that the head says
      wire.resetAfterEnd(stream, ErrorCode.NO_ERROR);
    }
    connection.flushSoon();
    if (gone || stream.waiting() == 0) {
      over();
    } else {
      wait.beginFlush(flushMillis, this::windowLate);
    }
  }

  private void windowLate() {
    connection.counts().flushTimeout();
    wire.reset(stream, ErrorCode.INTERNAL_ERROR);
    over();
    connection.flush();
  }

  private void over() {
    if (place >= 0) {
      wait.over();
      int was = place;
      place = -1;
      gone = true;
      connection.streamOver(this, was);
    }
  }
}
