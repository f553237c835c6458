package io.limpet.proxy.upstream;

import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.Framing;
import io.limpet.proxy.codec.HeaderName;
import io.limpet.proxy.codec.Trailers;
import io.limpet.proxy.codec.http2.ErrorCode;
import io.limpet.proxy.codec.http2.Http2Connection;
import io.limpet.proxy.codec.http2.Http2Stream;
import io.limpet.proxy.codec.http2.StreamEvents;
import io.limpet.proxy.head.TlsFacts;
import io.limpet.proxy.plan.pools.CircuitBreaker;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// One attempt's stream on an HTTP/2 connection to an endpoint.
final class Http2UpstreamStream implements UpstreamStream, StreamEvents {
  private static final HeaderName CONNECTION = HeaderName.of("connection");
  private static final HeaderName UPGRADE = HeaderName.of("upgrade");
  private static final int SWITCHING = 101;
  private static final int OK = 200;

  private final Http2UpstreamConnection connection;
  private final Http2Connection wire;
  private final CircuitBreaker breaker;

  // Event loop only, all of these.
  private @Nullable Receiver receiver;
  private @Nullable Http2Stream stream;
  private String upgrade = "";
  private boolean connect;
  private int place;
  private int uncredited;
  private boolean requestEnded;
  private boolean paused;
  private boolean touched;
  private boolean over;

  /// `place` is where it stands among its connection's streams.
  Http2UpstreamStream(
      Http2UpstreamConnection connection, Receiver receiver, CircuitBreaker breaker, int place) {
    this.connection = connection;
    this.wire = connection.wire();
    this.receiver = receiver;
    this.breaker = breaker;
    this.place = place;
  }

  boolean is(Http2Stream other) {
    return stream == other;
  }

  void place(int now) {
    place = now;
  }

  // The request.

  @Override
  public void head(EditableRequestHead head, boolean complete) {
    upgrade = head.upgrade();
    connect = head.connectMethod();
    requestEnded = complete && upgrade.isEmpty();
    stream = wire.request(head, requestEnded, this);
  }

  private Http2Stream stream() {
    Http2Stream begun = stream;
    if (begun == null) {
      throw new IllegalStateException("no head was written");
    }
    return begun;
  }

  @Override
  public void body(ByteBuf piece) {
    if (over || requestEnded || !piece.isReadable()) {
      piece.release();
    } else {
      wire.data(stream(), piece, false);
    }
  }

  @Override
  public void end(@Nullable Trailers trailers) {
    if (over || requestEnded) {
      return;
    }
    requestEnded = true;
    if (trailers == null) {
      wire.data(stream(), Unpooled.EMPTY_BUFFER, true);
    } else {
      wire.trailers(stream(), trailers);
    }
  }

  @Override
  public void flush() {
    connection.flushSoon();
  }

  @Override
  public boolean writable() {
    return over || stream().waiting() < connection.worker().limits().highWaterBytes();
  }

  @Override
  public long waitingBytes() {
    int waiting = over ? 0 : stream().waiting();
    return waiting < connection.worker().limits().highWaterBytes() ? 0 : waiting;
  }

  @Override
  public void tunnel() {
    // Bytes go as they come in any case.
  }

  @Override
  public void reading(boolean wanted) {
    if (wanted != paused) {
      return;
    }
    paused = !wanted;
    if (paused) {
      connection.pool().counters().readingPaused.increment();
    } else if (uncredited > 0 && !over) {
      int bytes = uncredited;
      uncredited = 0;
      wire.consumed(stream(), bytes);
      connection.flushSoon();
    }
  }

  @Override
  public void abandon() {
    receiver = null;
    reset(ErrorCode.INTERNAL_ERROR);
    over();
    connection.flushSoon();
  }

  private void reset(ErrorCode code) {
    Http2Stream begun = stream;
    if (begun != null && !over) {
      wire.reset(begun, code);
    }
  }

  @Override
  public TlsFacts tls() {
    return connection.tls();
  }

  @Override
  public String protocol() {
    return "HTTP/2";
  }

  @Override
  public @Nullable SocketAddress localAddress() {
    return connection.localAddress();
  }

  // The answer.

  @Override
  public void response(EditableResponseHead head, boolean end) {
    Receiver to = receiver;
    if (to == null) {
      head.release();
      return;
    }
    touch();
    if (head.status() == OK && connect) {
      head.withoutBody();
    } else if (head.status() == OK && !upgrade.isEmpty()) {
      upgraded(head);
    } else if (head.framing() == Framing.LENGTH && isConnected(head.status())) {
      head.withoutBody();
      head.framing(Framing.UNTIL_CLOSE, 0);
    }
    to.responseHead(head);
    if (end) {
      complete(null);
    }
  }

  @Override
  public void data(ByteBuf piece, boolean end) {
    int bytes = piece.readableBytes();
    Receiver to = receiver;
    if (to == null || bytes == 0) {
      piece.release();
    } else {
      touch();
      to.responseBody(piece);
    }
    if (bytes > 0 && !over) {
      if (paused) {
        uncredited += bytes;
      } else {
        wire.consumed(stream(), bytes);
      }
    }
    if (end) {
      complete(null);
    }
  }

  @Override
  public void trailers(Trailers trailers) {
    complete(trailers);
  }

  /// An extended CONNECT that is let be is an upgrade, as HTTP/1.1 has it (Envoy: http/utility.cc,
  /// transformUpgradeResponseFromH2toH1).
  private void upgraded(EditableResponseHead head) {
    head.status(SWITCHING);
    head.withoutBody();
    head.set(CONNECTION, "upgrade");
    head.set(UPGRADE, upgrade);
  }

  /// Whether it is a success of a CONNECT of either kind: its length means nothing (RFC 9110,
  /// 8.6).
  private boolean isConnected(int status) {
    return status >= 200 && status < 300 && !upgrade.isEmpty();
  }

  private void touch() {
    if (!touched) {
      touched = true;
      connection.touch(this);
    }
  }

  void responseFlush() {
    touched = false;
    Receiver to = receiver;
    if (to != null) {
      to.responseFlush();
    }
  }

  /// The answer is complete. A request that is not has nobody left to hear it.
  private void complete(@Nullable Trailers trailers) {
    Receiver done = receiver;
    receiver = null;
    if (!requestEnded || stream().waiting() > 0) {
      reset(ErrorCode.INTERNAL_ERROR);
    }
    over();
    if (done != null) {
      if (trailers != null) {
        done.responseTrailers(trailers);
      }
      done.responseEnd();
    }
  }

  @Override
  public void reset(ErrorCode code, boolean local) {
    if (local) {
      failed(Failure.BAD_RESPONSE);
      return;
    }
    switch (code) {
      case PROTOCOL_ERROR -> failed(Failure.BAD_RESPONSE);
      case REFUSED_STREAM -> failed(Failure.STREAM_REFUSED);
      case CONNECT_ERROR -> failed(Failure.STREAM_CONNECT_ERROR);
      default -> resetByEndpoint();
    }
  }

  /// Also where the answer's head is beyond the cluster's limits: then Envoy resets the stream
  /// itself and says that the endpoint did.
  void resetByEndpoint() {
    connection.pool().counters().streamsReset.increment();
    failed(Failure.STREAM_RESET);
  }

  /// There will be no answer, or not all of it.
  void failed(Failure failure) {
    Receiver waiting = receiver;
    receiver = null;
    over();
    if (waiting != null) {
      waiting.failed(failure);
    }
  }

  void broken() {
    Receiver waiting = receiver;
    receiver = null;
    over();
    if (waiting != null) {
      waiting.broken();
    }
  }

  @Override
  public void drained() {
    Receiver to = receiver;
    if (to != null) {
      to.upstreamWritable(true);
    }
  }

  private void over() {
    if (!over) {
      over = true;
      connection.streamOver(this, place, breaker);
    }
  }
}
