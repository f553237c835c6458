package io.limpet.proxy.http;

import io.limpet.proxy.codec.ConnectionEnds;
import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.HeadPool;
import io.limpet.proxy.codec.http2.Malformed;
import io.limpet.proxy.codec.http3.ControlReader;
import io.limpet.proxy.codec.http3.FrameWriter;
import io.limpet.proxy.codec.http3.Http3Error;
import io.limpet.proxy.codec.http3.RequestReader;
import io.limpet.proxy.listener.ConnectionStart;
import io.limpet.proxy.loop.Deadline;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.plan.HttpPlan;
import io.limpet.proxy.plan.filter.TokenBucket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicException;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One client's connection that speaks HTTP/3: the streams that go one way, and the life that its
/// requests' streams share (Envoy: source/common/http/conn_manager_impl.cc).
///
/// It ends as one of HTTP/2 does: a GOAWAY that lets the client know, and, when `drain_timeout` is
/// over, one that takes no more streams; it closes after the last of them.
final class Http3ClientConnection extends ChannelInboundHandlerAdapter
    implements OpenConnection, ControlReader.ControlEvents, ClientLifetime.Due {
  /// Netty forgets a stream that was broken off when its connection ends: after so many the client
  /// is to come anew.
  private static final int MOST_BROKEN_OFF = 1000;

  /// The numbers of streams that clients open for requests are multiples of it.
  private static final int STREAM_STEP = 4;

  private final Worker worker;
  private final ClientConnections all;
  private final QuicChannel channel;
  private final Supplier<Serving> current;
  private final Filters filters;
  private final Serving first;
  private final ConnectionEnds ends;
  private final long id;
  private final boolean refused;
  private final ControlReader control = new ControlReader(this);
  private final FrameWriter writer;
  private final ClientLifetime lifetime;
  private final PrematureResets resets;
  private final Deadline drained = new Deadline(this::lastCall, this::close);

  // Event loop only, all of these.
  private final Set<Http3ClientStream> open = new HashSet<>();
  private @Nullable QuicStreamChannel ours;
  private final OwnBucket bucket = new OwnBucket();
  private ClientEnd end = ClientEnd.CLIENT_LEFT;
  private long nextStream;
  private int brokenOff;
  private boolean draining;
  private boolean lastCalled;

  /// The handshake is over; no stream was read.
  Http3ClientConnection(
      ClientConnections all, QuicChannel channel, ConnectionStart start, Filters filters) {
    this.all = all;
    this.worker = all.worker();
    this.channel = channel;
    this.current = all.current();
    this.filters = filters;
    this.first = current.get();
    this.ends = SocketAddresses.ends(start);
    this.id = worker.connectionId();
    this.refused = start.refused();
    this.writer = new FrameWriter(all.heads());
    this.resets = new PrematureResets(first.http().http2().resets());
    this.lifetime = new ClientLifetime(worker, channel, first.http().limits().connection(), this);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    first.counters().opened();
    first.counters().openedHttp3();
    all.add(this);
    lifetime.begin(refused);
    var _ =
        channel
            .createStream(QuicStreamType.UNIDIRECTIONAL, new ChannelInboundHandlerAdapter())
            .addListener(made -> begin((QuicStreamChannel) made.getNow()));
  }

  private void begin(@Nullable QuicStreamChannel made) {
    if (made == null) {
      failed(Http3Error.STREAM_CREATION_ERROR, "the client lets no stream of settings be opened");
      return;
    }
    ours = made;
    HttpPlan plan = first.http();
    ByteBuf out = buffer();
    writer.settings(out, plan.limits().headBytes(), plan.http3().allowConnect());
    var _ = made.writeAndFlush(out);
  }

  Worker worker() {
    return worker;
  }

  HeadPool heads() {
    return all.heads();
  }

  Leave leave() {
    return all.leave();
  }

  /// Whether a request was answered here instead of being served.
  boolean answersBusy(Exchange exchange) {
    boolean busy = Busy.answers(exchange, leave(), refused);
    if (busy && refused) {
      lastCall();
    }
    return busy;
  }

  long id() {
    return id;
  }

  FrameWriter writer() {
    return writer;
  }

  ByteBuf buffer() {
    return worker.allocator().directBuffer();
  }

  TokenBucket bucket(TokenBucket like) {
    return bucket.like(like);
  }

  // Streams.

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    QuicStreamChannel stream = (QuicStreamChannel) message;
    stream.config().setAllocator(worker.allocator());
    stream.config().setReadFrames(true);
    stream.pipeline().addLast(handler(stream));
    var _ = channel.eventLoop().register(stream);
  }

  private ChannelHandler handler(QuicStreamChannel stream) {
    if (stream.type() == QuicStreamType.UNIDIRECTIONAL) {
      return new Http3ControlStream(control.stream(), worker);
    }
    sheds();
    boolean rejected = lastCalled && stream.streamId() >= nextStream;
    nextStream = Math.max(nextStream, stream.streamId() + STREAM_STEP);
    Http3ClientStream next = new Http3ClientStream(this, stream, rejected);
    open.add(next);
    lifetime.awaitNothing();
    return next;
  }

  /// Load is shed where a stream begins.
  private void sheds() {
    boolean forced = all.shedding().forcesGoAwayHttp3();
    if (forced || all.shedding().goesAwayHttp3()) {
      drainSoon();
    }
    if (forced) {
      end = ClientEnd.FORCED_GOAWAY;
      goAway(nextStream);
      close();
    }
  }

  RequestReader reader(Http3ClientStream of) {
    HttpPlan plan = first.http();
    return new RequestReader(
        of,
        ends,
        all.heads(),
        new RequestReader.MessageLimits(
            plan.limits().headBytes(),
            plan.limits().headCount(),
            plan.http1().underscores(),
            plan.http3().allowConnect()));
  }

  void underscoresDropped(int fields) {
    first.counters().underscoresDroppedHttp3.add(fields);
  }

  /// A stream's head came.
  Exchange request(Http3ClientStream of, EditableRequestHead head) {
    Serving serving = current.get();
    Exchange exchange = new Exchange(of, serving, head, filters);
    serving.counters().begunHttp3();
    if (lifetime.countRequest(serving.counters())) {
      drainSoon();
    }
    exchange.limitDuration(serving.http().limits().streamMillis());
    return exchange;
  }

  /// The same for one that was not understood.
  Exchange unread(Http3ClientStream of) {
    Exchange unread = request(of, EditableRequestHead.http3(heads(), ends));
    unread.requestUnread();
    return unread;
  }

  /// What a stream said is no message: it is reset, or its connection ends, as configured. False
  /// where the connection ends.
  boolean malformed(Malformed why) {
    first.counters().malformed(why);
    if (why == Malformed.UNDERSCORE) {
      first.counters().underscoresRefusedHttp3.increment();
    }
    if (why.isNotAllowed() || first.http().http3().keepOnError()) {
      return true;
    }
    end = ClientEnd.CODEC_ERROR;
    close(Http3Error.FRAME_ERROR, "Invalid headers");
    return false;
  }

  /// A stream is over; `status` is 0 where it was not answered.
  void ended(int status, long lifeMillis) {
    if (resets.over(status, lifeMillis) && channel.isActive()) {
      first.counters().prematureResets.increment();
      first.counters().protocolErrors.increment();
      close(Http3Error.EXCESSIVE_LOAD, "too many streams were given up");
    }
  }

  /// A stream was ended before its client ended it.
  void brokenOff() {
    brokenOff++;
    if (brokenOff == MOST_BROKEN_OFF) {
      drainSoon();
    }
  }

  /// A stream needs nothing more of its connection.
  void streamOver(Http3ClientStream over) {
    if (!open.remove(over) || !open.isEmpty() || !channel.isActive()) {
      return;
    }
    if (lastCalled) {
      close();
    } else {
      lifetime.awaitRequest();
    }
  }

  ClientEnd end() {
    return end;
  }

  @Override
  public void failed(Http3Error code, String why) {
    first.counters().protocolErrors.increment();
    end = ClientEnd.CODEC_ERROR;
    close(code, why);
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
      goAway(FrameWriter.NO_LAST_STREAM);
      worker.deadlines().arm(drained, first.http().limits().connection().drainMillis());
    }
  }

  private void lastCall() {
    draining = true;
    worker.deadlines().disarm(drained);
    if (!lastCalled) {
      lastCalled = true;
      goAway(nextStream);
    }
    if (open.isEmpty()) {
      close();
    }
  }

  private void goAway(long stream) {
    QuicStreamChannel to = ours;
    if (to != null) {
      ByteBuf out = buffer();
      writer.goAway(out, stream);
      var _ = to.writeAndFlush(out);
    }
  }

  @Override
  public void announceEnd() {
    drainSoon();
  }

  @Override
  public void idleLate() {
    first.counters().idleTimeouts.increment();
    drainSoon();
  }

  /// How long a stream may wait for its head.
  long headMillis() {
    HttpPlan.Limits limits = first.http().limits();
    return limits.requestHeadersMillis() > 0
        ? limits.requestHeadersMillis()
        : limits.streamIdleMillis();
  }

  /// Streams wait for their heads themselves.
  @Override
  public void headLate() {
    first.counters().headerTimeouts.increment();
  }

  @Override
  public void bodyLate() {
    throw new IllegalStateException("streams wait for their bodies themselves");
  }

  @Override
  public void durationOver() {
    first.counters().maxDuration.increment();
    drainSoon();
  }

  @Override
  public void drain() {
    lastCall();
  }

  @Override
  public void endTunnels() {
    List.copyOf(open).forEach(Http3ClientStream::endTunnel);
  }

  @Override
  public void close() {
    close(Http3Error.NO_ERROR, "");
  }

  private void close(Http3Error code, String why) {
    var _ = channel.close(true, code.code(), Unpooled.copiedBuffer(why, StandardCharsets.UTF_8));
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    lifetime.over();
    worker.deadlines().disarm(drained);
    all.remove(this);
    first.counters().closedHttp3();
    first.counters().closed();
  }

  /// Mistakes of the peer in QUIC itself close the connection before they come here.
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof QuicException)) {
      worker.internalError(cause);
      close(Http3Error.INTERNAL_ERROR, "");
    }
  }
}
