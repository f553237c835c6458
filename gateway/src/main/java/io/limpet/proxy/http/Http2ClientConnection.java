package io.limpet.proxy.http;

import io.limpet.proxy.codec.ConnectionEnds;
import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.HeadPool;
import io.limpet.proxy.codec.http2.ErrorCode;
import io.limpet.proxy.codec.http2.Flood;
import io.limpet.proxy.codec.http2.Http2Connection;
import io.limpet.proxy.codec.http2.Http2Counts;
import io.limpet.proxy.codec.http2.Http2Events;
import io.limpet.proxy.codec.http2.Http2Stream;
import io.limpet.proxy.codec.http2.Malformed;
import io.limpet.proxy.codec.http2.StreamEvents;
import io.limpet.proxy.http2.Http2Pings;
import io.limpet.proxy.http2.Http2Settings;
import io.limpet.proxy.http2.Http2Writes;
import io.limpet.proxy.loop.Deadline;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.plan.filter.TokenBucket;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One client's connection that speaks HTTP/2: a channel around an [Http2Connection], and the life
/// that its streams share (Envoy: source/common/http/conn_manager_impl.cc).
///
/// It ends in two steps where it is not broken: a GOAWAY that lets the client know, and, when
/// `drain_timeout` is over, one that takes no more streams; it closes after the last of them.
final class Http2ClientConnection extends ChannelInboundHandlerAdapter
    implements OpenConnection, Http2Events, ClientLifetime.Due {
  /// What is kept for the next streams.
  private static final int MOST_SPARE = 32;

  private final Worker worker;
  private final ClientConnections all;
  private final SocketChannel channel;
  private final Supplier<Serving> current;
  private final Filters filters;
  private final Serving first;
  private final long id;
  private final boolean refused;
  private final Http2Connection wire;
  private final Http2Writes writes;
  private final ClientLifetime lifetime;
  private final PrematureResets resets;
  private final Http2Pings pings;
  private final Deadline drained = new Deadline(this::lastCall, this::close);

  // Event loop only, all of these.
  private final List<Http2ClientStream> open = new ArrayList<>();
  private final List<Http2ClientStream> touched = new ArrayList<>();
  private final ArrayDeque<Exchange> spare = new ArrayDeque<>(0);
  private final OwnBucket bucket = new OwnBucket();
  private ConnectionEnds ends = ConnectionEnds.NONE;
  private ClientEnd end = ClientEnd.CLIENT_LEFT;
  private boolean reading;
  private boolean draining;
  private boolean lastCalled;
  private int awaited; // the stream whose head is awaited

  /// `id` is the connection's number; `refused`: none of its requests is served. The client's
  /// first bytes are still to come.
  Http2ClientConnection(
      ClientConnections all, SocketChannel channel, Filters filters, long id, boolean refused) {
    this.all = all;
    this.worker = all.worker();
    this.channel = channel;
    this.current = all.current();
    this.refused = refused;
    this.filters = filters;
    this.first = all.current().get();
    this.id = id;
    this.wire =
        new Http2Connection(
            Http2Connection.Role.SERVER,
            Http2Settings.of(first.http()),
            new Http2Connection.Means(worker.allocator(), all.heads(), first.counters().http2),
            this);
    this.writes = new Http2Writes(worker, wire, channel);
    this.lifetime = new ClientLifetime(worker, channel, first.http().limits().connection(), this);
    this.resets = new PrematureResets(first.http().http2().resets());
    this.pings =
        new Http2Pings(
            worker, wire, first.http().http2().keepAlive(), this::flush, this::unresponsive);
  }

  /// Takes over from whoever had the connection before; nothing of it was read.
  void begin(ConnectionEnds asking, OpenConnection before) {
    first.counters().openedHttp2();
    ends = asking;
    wire.ends(asking);
    wire.begin();
    lifetime.begin(refused);
    pings.begin();
    all.replace(before, this);
    flush();
  }

  Worker worker() {
    return worker;
  }

  HeadPool heads() {
    return all.heads();
  }

  /// Whether a request was answered here instead of being served.
  boolean answersBusy(Exchange exchange) {
    boolean busy = Busy.answers(exchange, leave(), refused);
    if (busy && refused) {
      lastCall();
    }
    return busy;
  }

  Leave leave() {
    return all.leave();
  }

  long id() {
    return id;
  }

  Http2Connection wire() {
    return wire;
  }

  Http2Counts counts() {
    return first.counters().http2;
  }

  TokenBucket bucket(TokenBucket like) {
    return bucket.like(like);
  }

  // Reading.

  /// The client says no more, which in TLS is a message of its own.
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslCloseCompletionEvent) {
      close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    reading = true;
    worker.clock().hold();
    try {
      if (!lifetime.lingering() && !sheds()) {
        wire.receive(in);
        awaitHead();
      }
    } finally {
      reading = false;
      worker.clock().goOn();
      in.release();
    }
  }

  /// A head must end in the time that it has in HTTP/1. Where it does not, nothing else of the
  /// client can be heard: what is under way is answered, and the connection ends.
  private void awaitHead() {
    int begun = wire.headBegun();
    if (begun == awaited || lifetime.lingering()) {
      return;
    }
    awaited = begun;
    if (begun != 0) {
      lifetime.awaitHead(first.http().limits());
    } else if (open.isEmpty()) {
      lifetime.awaitRequest();
    } else {
      lifetime.awaitNothing();
    }
  }

  /// Load is shed: nothing more of the client is read.
  private boolean sheds() {
    boolean forced = all.shedding().forcesGoAway();
    if (forced || all.shedding().goesAway()) {
      drainSoon();
    }
    if (forced) {
      wire.goAway(ErrorCode.NO_ERROR);
      wire.flush();
      end = ClientEnd.FORCED_GOAWAY;
      wire.close();
      linger();
    }
    return forced;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    for (int i = 0; i < touched.size(); i++) {
      touched.get(i).requestFlush();
    }
    touched.clear();
    flush();
  }

  /// Once for each stream and wake-up: what came for it will be flushed.
  void touch(Http2ClientStream stream) {
    touched.add(stream);
  }

  @Override
  public StreamEvents request(Http2Stream stream, EditableRequestHead head, boolean complete) {
    Http2ClientStream next = opened(stream, head);
    next.start(complete);
    return next;
  }

  private Http2ClientStream opened(Http2Stream stream, EditableRequestHead head) {
    lifetime.awaitNothing();
    Serving serving = current.get();
    Http2ClientStream next = new Http2ClientStream(this, stream, open.size());
    open.add(next);
    Exchange exchange = exchange(next, serving, head);
    next.begin(exchange);
    serving.counters().begunHttp2();
    if (lifetime.countRequest(serving.counters())) {
      drainSoon();
    }
    exchange.limitDuration(serving.http().limits().streamMillis());
    return next;
  }

  private Exchange exchange(Http2ClientStream of, Serving serving, EditableRequestHead head) {
    Exchange used = spare.pollLast();
    if (used == null) {
      return new Exchange(of, serving, head, filters);
    }
    used.begin(of, serving, head);
    return used;
  }

  @Override
  public void malformed(Http2Stream stream, Malformed why) {
    first.counters().malformed(why);
    @Nullable Http2ClientStream of = stream.isTold() ? known(stream) : unread(stream);
    boolean goesOn = why.endsStreamAlone() || first.http().http2().keepOnError();
    if (goesOn) {
      wire.reset(stream, why.isNotAllowed() ? ErrorCode.INTERNAL_ERROR : ErrorCode.PROTOCOL_ERROR);
    }
    if (of != null) {
      of.broken(why);
    }
    if (goesOn) {
      return;
    }
    first.counters().protocolErrors.increment();
    end = ClientEnd.HTTP2_CODEC_ERROR;
    wire.close();
    linger();
  }

  private @Nullable Http2ClientStream known(Http2Stream stream) {
    for (Http2ClientStream each : open) {
      if (each.is(stream)) {
        return each;
      }
    }
    return null;
  }

  /// A stream whose head is malformed is a request, too, of which nothing is known.
  private Http2ClientStream unread(Http2Stream stream) {
    Http2ClientStream unread = opened(stream, EditableRequestHead.http2(heads(), ends));
    unread.unread();
    return unread;
  }

  /// A stream begins with its head (Envoy: codec_impl.cc, onBeginHeaders), and ends with its
  /// connection though that is not whole.
  private void giveUpHead() {
    @Nullable Http2Stream begun = wire.giveUpHead();
    if (begun != null) {
      unread(begun).reset(ErrorCode.CANCEL, true);
    }
  }

  /// A stream needs nothing more of its connection.
  void streamOver(Http2ClientStream over, int place) {
    Http2ClientStream last = open.removeLast();
    if (last != over) {
      open.set(place, last);
      last.place(place);
    }
    if (!open.isEmpty() || !channel.isActive()) {
      return;
    }
    if (lastCalled) {
      linger();
    } else if (awaited == 0) {
      lifetime.awaitRequest();
    }
  }

  /// A stream's exchange is over, and free for another stream.
  void ended(Exchange over) {
    if (resets.over(over.status(), over.times().durationMillis()) && channel.isActive()) {
      first.counters().prematureResets.increment();
      first.counters().protocolErrors.increment();
      wire.close();
      close();
    }
    if (spare.size() < MOST_SPARE) {
      spare.addLast(over);
    }
  }

  ClientEnd end() {
    return end;
  }

  @Override
  public void goAway(int lastStream, ErrorCode code) {
    // The client will push nothing, nor were it let: there is nothing to stop.
  }

  @Override
  public void settings() {
    // Streams are the client's to open.
  }

  @Override
  public void pong(long opaque) {
    pings.answered();
  }

  @Override
  public void failed(ErrorCode code, String why) {
    first.counters().protocolErrors.increment();
    end = ClientEnd.HTTP2_CODEC_ERROR;
    giveUpHead();
    linger();
  }

  @Override
  public void flooded(Flood flood) {
    linger();
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

  void flush() {
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

  /// An answer is about to be written: where clients are to come anew, this one is told.
  void tellIfLeaving() {
    if (!draining && leave().tells(worker, first.counters())) {
      drainSoon();
    }
  }

  /// The client is told that no more streams will be taken soon.
  private void drainSoon() {
    if (!draining) {
      draining = true;
      wire.announceGoAway();
      worker.deadlines().arm(drained, first.http().limits().connection().drainMillis());
    }
  }

  private void lastCall() {
    lastCalled = true;
    worker.deadlines().disarm(drained);
    wire.goAway(ErrorCode.NO_ERROR);
    flush();
    if (open.isEmpty()) {
      linger();
    }
  }

  private void linger() {
    if (lifetime.lingering()) {
      return;
    }
    worker.deadlines().disarm(drained);
    pings.end();
    wire.flush();
    lifetime.linger(false);
  }

  @Override
  public void idleLate() {
    first.counters().idleTimeouts.increment();
    drainNow();
  }

  @Override
  public void headLate() {
    lifetime.headWait().count(first.counters());
    lastCall();
  }

  @Override
  public void bodyLate() {
    throw new IllegalStateException("streams wait for their bodies themselves");
  }

  @Override
  public void durationOver() {
    first.counters().maxDuration.increment();
    drainNow();
  }

  private void drainNow() {
    drainSoon();
    flush();
  }

  private void unresponsive() {
    first.counters().http2.keepAliveTimeout();
    close();
  }

  @Override
  public void announceEnd() {
    drainNow();
  }

  @Override
  public void drain() {
    lastCall();
  }

  @Override
  public void endTunnels() {
    List.copyOf(open).forEach(Http2ClientStream::endTunnel);
  }

  @Override
  public void close() {
    var _ = channel.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    lifetime.over();
    pings.end();
    worker.deadlines().disarm(drained);
    wire.close();
    giveUpHead();
    touched.clear();
    all.remove(this);
    first.counters().closedHttp2();
    first.counters().closed();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    all.broken(context, cause);
  }
}
