package io.limpet.proxy.upstream;

import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.HeadPool;
import io.limpet.proxy.codec.http2.ErrorCode;
import io.limpet.proxy.codec.http2.Flood;
import io.limpet.proxy.codec.http2.Http2Connection;
import io.limpet.proxy.codec.http2.Http2Events;
import io.limpet.proxy.codec.http2.Http2Stream;
import io.limpet.proxy.codec.http2.Malformed;
import io.limpet.proxy.codec.http2.StreamEvents;
import io.limpet.proxy.head.TlsFacts;
import io.limpet.proxy.http2.Http2Pings;
import io.limpet.proxy.http2.Http2Settings;
import io.limpet.proxy.http2.Http2Writes;
import io.limpet.proxy.loop.Deadline;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.plan.Connections;
import io.limpet.proxy.plan.pools.CircuitBreaker;
import io.limpet.proxy.tls.TlsFailure;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One HTTP/2 connection to an endpoint: a channel around an [Http2Connection]. It is among its
/// pool's ready ones as long as it has a place for another stream (Envoy:
/// source/common/http/http2/conn_pool.cc).
final class Http2UpstreamConnection extends ChannelInboundHandlerAdapter
    implements PooledConnection, UpstreamSocket.Owner, Http2Events {
  private final Worker worker;
  private final EndpointPool pool;
  private final UpstreamSocket socket;
  private final Channel channel;
  private final Http2Connection wire;
  private final Http2Writes writes;
  private final Http2Pings pings;
  private final Deadline idle = new Deadline(this::idleLate, this::broken);
  private final int maxStreams;

  // Event loop only, all of these.
  private final List<Http2UpstreamStream> open = new ArrayList<>();
  private final List<Http2UpstreamStream> touched = new ArrayList<>();
  private boolean ready;
  private boolean last;
  private boolean closed;
  private boolean reading;
  private int served;

  Http2UpstreamConnection(Worker worker, EndpointPool pool, UpstreamSocket socket, HeadPool heads) {
    this.worker = worker;
    this.pool = pool;
    this.socket = socket;
    this.channel = socket.channel();
    Connections settings = pool.settings();
    this.maxStreams = settings.http2().maxStreams();
    this.wire =
        new Http2Connection(
            Http2Connection.Role.CLIENT,
            Http2Settings.of(settings.http2(), settings.heads()),
            new Http2Connection.Means(worker.allocator(), heads, pool.counters().http2),
            this);
    this.writes = new Http2Writes(worker, wire, channel);
    this.pings =
        new Http2Pings(worker, wire, settings.http2().keepAlive(), this::flush, this::unresponsive);
  }

  @Override
  public void open() {
    pool.counters().openedHttp2();
    socket.open(this, this);
  }

  @Override
  public void opened() {
    wire.begin();
    pings.begin();
    ready = true;
    awaitStreams();
    pool.opened(this);
    flush();
  }

  private void awaitStreams() {
    worker.deadlines().arm(idle, pool.settings().idleMillis());
  }

  Http2Connection wire() {
    return wire;
  }

  Worker worker() {
    return worker;
  }

  EndpointPool pool() {
    return pool;
  }

  TlsFacts tls() {
    return socket.tls();
  }

  @Nullable SocketAddress localAddress() {
    return channel.localAddress();
  }

  // Streams.

  /// The pool took this connection from its ready ones; it is back among them once the attempt's
  /// head is written, for only then is it known how many places are left.
  @Override
  public void begin(Receiver next, CircuitBreaker breaker) {
    worker.deadlines().disarm(idle);
    pings.streamBegins();
    ready = false;
    served++;
    int most = pool.settings().maxRequests();
    if (most > 0 && served >= most) {
      last = true;
      pool.counters().maxRequests.increment();
    }
    Http2UpstreamStream stream = new Http2UpstreamStream(this, next, breaker, open.size());
    open.add(stream);
    next.connected(stream);
    if (!closed) {
      offer();
    }
  }

  /// Whether it has a place for another stream.
  private boolean hasPlace() {
    return !last && !closed && open.size() < maxStreams && wire.canOpen();
  }

  /// Goes back to the pool's ready ones where it has a place.
  private void offer() {
    if (!ready && hasPlace() && !pool.retired()) {
      ready = true;
      pool.ready(this);
    }
  }

  private void withdraw() {
    if (ready) {
      ready = false;
      pool.remove(this);
    }
  }

  void streamOver(Http2UpstreamStream over, int place, CircuitBreaker breaker) {
    Http2UpstreamStream moved = open.removeLast();
    if (moved != over) {
      open.set(place, moved);
      moved.place(place);
    }
    pool.requestOver(breaker);
    if (closed) {
      return;
    }
    offer();
    if (!reading) {
      pool.serveWaiting();
      settle();
    }
  }

  /// Nothing more is about to come: a connection that nobody uses waits for who may, or closes.
  private void settle() {
    if (closed || !open.isEmpty()) {
      return;
    }
    if (last || pool.retired()) {
      close();
    } else if (!idle.armed()) {
      awaitStreams();
    }
  }

  /// Once for each stream and wake-up: what came of it will be flushed.
  void touch(Http2UpstreamStream stream) {
    touched.add(stream);
  }

  // Reading.

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    reading = true;
    worker.clock().hold();
    pings.heard();
    try {
      if (!closed) {
        wire.receive(in);
      }
    } finally {
      reading = false;
      worker.clock().goOn();
      in.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (socket.connecting()) {
      return; // what was read is the handshake's
    }
    for (int i = 0; i < touched.size(); i++) {
      touched.get(i).responseFlush();
    }
    touched.clear();
    offer(); // a stream that was answered whole has left its place since it was over
    pool.serveWaiting();
    flush();
    settle();
  }

  @Override
  public StreamEvents request(Http2Stream stream, EditableRequestHead head, boolean end) {
    throw new IllegalStateException("an endpoint asks for nothing");
  }

  @Override
  public void malformed(Http2Stream stream, Malformed why) {
    if (!why.endsStreamAlone() && !pool.settings().http2().keepOnError()) {
      pool.counters().protocolErrors.increment();
      end(Failure.BAD_RESPONSE);
      return;
    }
    @Nullable Http2UpstreamStream known = known(stream);
    boolean beyond = why.isNotAllowed();
    wire.reset(stream, beyond ? ErrorCode.INTERNAL_ERROR : ErrorCode.PROTOCOL_ERROR);
    if (known != null && beyond) {
      known.resetByEndpoint();
    } else if (known != null) {
      known.failed(Failure.BAD_RESPONSE);
    }
  }

  private @Nullable Http2UpstreamStream known(Http2Stream stream) {
    for (Http2UpstreamStream each : open) {
      if (each.is(stream)) {
        return each;
      }
    }
    return null;
  }

  @Override
  public void goAway(int lastStream, ErrorCode code) {
    pool.counters().closeNotified.increment();
    retire();
  }

  @Override
  public void settings() {
    if (hasPlace()) {
      offer();
    } else {
      withdraw();
    }
  }

  @Override
  public void pong(long opaque) {
    pings.answered();
  }

  @Override
  public void failed(ErrorCode code, String why) {
    pool.counters().protocolErrors.increment();
    flush();
    end(Failure.BAD_RESPONSE);
  }

  @Override
  public void flooded(Flood flood) {
    flush();
    end(Failure.BAD_RESPONSE);
  }

  // Writing.

  @Override
  public void write(ByteBuf bytes) {
    writes.write(bytes);
  }

  /// Writes what there is, unless more is about to come.
  void flushSoon() {
    if (!reading) {
      writes.flushSoon();
    }
  }

  private void flush() {
    writes.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    wire.writable(channel.isWritable());
    if (!reading) {
      flush();
    }
  }

  // Ending.

  private void idleLate() {
    pool.counters().idleTimeouts.increment();
    retire();
  }

  @Override
  public void tooOld() {
    pool.counters().maxDuration.increment();
    retire();
  }

  private void unresponsive() {
    pool.counters().http2.keepAliveTimeout();
    end(Failure.RESET_BY_PEER);
  }

  /// What is under way is completed first.
  @Override
  public void retire() {
    last = true;
    withdraw();
    if (!reading) {
      settle();
    }
  }

  @Override
  public void close() {
    end(Failure.RESET_BY_PEER);
  }

  /// All streams fail so.
  private void end(Failure failure) {
    if (closed) {
      return;
    }
    closed = true;
    withdraw();
    worker.deadlines().disarm(idle);
    pings.end();
    for (Http2UpstreamStream each : List.copyOf(open)) {
      each.failed(failure);
    }
    touched.clear();
    wire.close();
    socket.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    end(Failure.RESET_BY_PEER);
    socket.gone();
  }

  @Override
  public void broken() {
    if (socket.connecting()) {
      closed = true;
      socket.notOpened(Failure.CONNECT_TIMED_OUT);
      return;
    }
    for (Http2UpstreamStream each : List.copyOf(open)) {
      each.broken();
    }
    end(Failure.RESET_BY_PEER);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (TlsFailure.isOfConnection(cause)) {
      var _ = context.close();
      return;
    }
    worker.internalError(cause);
    broken();
  }
}
