package io.limpet.proxy.http;

import io.limpet.proxy.codec.BodyReader;
import io.limpet.proxy.codec.ConnectionEnds;
import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.Framing;
import io.limpet.proxy.codec.HeadPool;
import io.limpet.proxy.codec.Refusal;
import io.limpet.proxy.codec.RequestParser;
import io.limpet.proxy.codec.Trailers;
import io.limpet.proxy.listener.ConnectionStart;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.plan.HttpPlan;
import io.limpet.proxy.plan.filter.TokenBucket;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One client's connection: reads one request after the other, and writes their answers in order.
///
/// Reading stays on even while a request waits for its answer, unless more came ([RequestReading]):
/// a client that leaves is then seen at once, and no call to the kernel is spent on switching.
public final class ClientConnection extends ChannelInboundHandlerAdapter
    implements ClientStream, OpenConnection, ClientLifetime.Due {
  private final Worker worker;
  private final SocketChannel channel;
  private final Supplier<Serving> current;
  private final Filters filters;
  private final ClientConnections all;
  private final Serving first;
  private final ConnectionEnds ends;
  private final long id;
  private final boolean refused;
  private final ClientLifetime lifetime;
  private final RequestReading requests;
  private final Answering answering;

  // Event loop only, all of these.
  private @Nullable Exchange exchange;
  private @Nullable Exchange used; // the same one, also while there is no request
  private final OwnBucket bucket = new OwnBucket();
  private ClientEnd end = ClientEnd.CLIENT_LEFT;
  private boolean begun;
  private boolean tunnelling;

  ClientConnection(
      ClientConnections all, SocketChannel channel, ConnectionStart start, Filters filters) {
    this.all = all;
    this.worker = all.worker();
    this.id = start.number(worker);
    this.channel = channel;
    this.current = all.current();
    this.filters = filters;
    this.first = current.get();
    this.ends = SocketAddresses.ends(start);
    this.refused = start.refused();
    this.lifetime = new ClientLifetime(worker, channel, first.http().limits().connection(), this);
    this.requests =
        new RequestReading(
            this,
            lifetime,
            new RequestParser(first.limits(), all.heads(), ends),
            new BodyReader(first.limits(), first.http().http1().trailers()));
    AnswerWriter writer = new AnswerWriter(worker, channel, first.http().http1());
    this.answering = new Answering(worker, writer, lifetime, all.leave());
  }

  @Override
  public Worker worker() {
    return worker;
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public HeadPool heads() {
    return all.heads();
  }

  @Override
  public boolean unhealthy() {
    return all.leave().unhealthy();
  }

  @Override
  public TokenBucket bucket(TokenBucket like) {
    return bucket.like(like);
  }

  // Reading.

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    first.counters().opened();
    lifetime.begin(refused);
    all.add(this);
  }

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
    if (!begun) {
      if (sheds(in, all.shedding().codec(first.counters()))) {
        return;
      }
      if (FirstBytes.areHttp2(in, first.http().codec(), ends.tls().protocol())) {
        becomeHttp2(context, in);
        return;
      }
      begun = true;
      first.counters().openedHttp1();
    }
    if (sheds(in, all.shedding().http1(first.counters(), lifetime))) {
      return;
    }
    requests.take(in);
  }

  private boolean sheds(ByteBuf in, Shedding.Shed what) {
    switch (what) {
      case NOTHING -> {
        return false;
      }
      case CONNECTION -> {
        end = ClientEnd.FORCED_GOAWAY;
        close();
      }
      case DISPATCH -> Shedding.abort(exchange == null ? unread(requests.giveUp()) : exchange);
    }
    in.release();
    return true;
  }

  private void becomeHttp2(ChannelHandlerContext context, ByteBuf in) {
    lifetime.over();
    var next = new Http2ClientConnection(all, channel, filters, id, refused);
    context.pipeline().replace(this, null, next);
    next.begin(ends, this);
    next.channelRead(context, in);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    readComplete();
  }

  private void readComplete() {
    Exchange now = exchange;
    if (now != null) {
      now.requestFlush();
    }
    answering.flush();
  }

  /// The request that is being read or answered, or null between two of them.
  @Nullable Exchange exchange() {
    return exchange;
  }

  boolean tunnelling() {
    return tunnelling;
  }

  /// A head began that must come to its end.
  void headBegins() {
    lifetime.awaitHead(first.http().limits());
  }

  void headRefused(EditableRequestHead head, Refusal why) {
    first.counters().refused(why);
    unread(head).reply(LocalReply.of(why));
  }

  private Exchange unread(EditableRequestHead head) {
    Exchange unread = opened(head);
    unread.requestUnread();
    return unread;
  }

  private Exchange opened(EditableRequestHead head) {
    lifetime.awaitNothing();
    Exchange opened = used;
    if (opened == null) {
      opened = new Exchange(this, current.get(), head, filters);
      used = opened;
    } else {
      opened.begin(this, current.get(), head);
    }
    opened.serving().counters().begunHttp1();
    var _ = lifetime.countRequest(opened.serving().counters());
    exchange = opened;
    opened.limitDuration(opened.serving().http().limits().streamMillis());
    return opened;
  }

  void begin(EditableRequestHead head) {
    Exchange begun = opened(head);
    HttpPlan http = begun.serving().http();
    first.counters().namesDropped(head.namesDropped());
    if (head.framing() == Framing.NONE) {
      begun.requestIsHead();
    } else {
      requests.beginBody(head.framing(), head.contentLength());
      lifetime.awaitBody(http.limits().requestMillis());
    }
    if (head.expectContinue() && !http.http1().proxy100Continue()) {
      head.remove(StreamHeads.EXPECT);
      StreamHeads.goOn(begun, heads());
    }
    if (!Busy.answers(begun, all.leave(), refused)) {
      begun.run().start();
    }
    if (requests.bodyDone() && exchange == begun && !begun.requestComplete()) {
      requestEnded(begun, requests.trailers());
    }
  }

  void requestEnded(Exchange now, @Nullable Trailers trailers) {
    lifetime.awaitNothing();
    now.requestTrailers(trailers);
    now.requestEnd();
  }

  void badBody(Exchange now) {
    now.serving().counters().protocolErrors.increment();
    now.giveUp(LocalReply.of(400, "Bad Request", "DPE", "http1.codec_error").closing());
  }

  @Override
  public void reading(boolean wanted) {
    if (channel.config().isAutoRead() != wanted) {
      if (!wanted) {
        first.counters().readingPaused.increment();
      }
      channel.config().setAutoRead(wanted);
    }
  }

  // Answering.

  @Override
  public void interim(Exchange of, EditableResponseHead interim) {
    answering.interim(of, interim);
  }

  @Override
  public void answer(Exchange of, EditableResponseHead answer) {
    answering.head(of, answer);
  }

  @Override
  public void answerBody(ByteBuf piece) {
    answering.body(piece, tunnelling);
  }

  @Override
  public void answerTrailers(Trailers trailers) {
    answering.trailers(trailers);
  }

  @Override
  public void answerEnd() {
    answering.end();
  }

  @Override
  public void flush() {
    answering.flush();
  }

  @Override
  public boolean writable() {
    return channel.isWritable();
  }

  @Override
  public long answerBytes() {
    return answering.bodyBytes();
  }

  @Override
  public void closeAfterAnswer() {
    lifetime.endAfterAnswer();
  }

  @Override
  public void tunnel() {
    tunnelling = true;
    flush();
    resume();
  }

  /// The exchange is over; the next begins if it already came.
  @Override
  public void ended(Exchange over) {
    boolean whole = over.requestComplete() && over.status() < 400;
    answering.over(over);
    over.close();
    exchange = null;
    if (tunnelling) {
      lifetime.endAfterAnswer();
    }
    tunnelling = false;
    if (!channel.isActive()) {
      return;
    }
    if (lifetime.endsAfterAnswer()) {
      lifetime.awaitNothing();
      linger(whole && !requests.waiting());
      return;
    }
    lifetime.awaitRequest();
    if (!requests.waiting() || requests.taking()) {
      resume();
    } else {
      worker.loop().execute(this::resumeNext);
    }
  }

  /// A request that came early begins when nothing on the stack knows the one before any more.
  private void resumeNext() {
    if (exchange == null && channel.isActive()) {
      resume();
    }
  }

  private void resume() {
    if (!requests.taking()) {
      reading(true);
      requests.goOn();
      readComplete();
    }
  }

  // Waiting and closing.

  @Override
  public void idleLate() {
    first.counters().idleTimeouts.increment();
    close();
  }

  /// A connection on which a request is under way ends after its answer. One that waits for a
  /// request ends at once, unless its client is to be told first.
  @Override
  public void durationOver() {
    first.counters().maxDuration.increment();
    lifetime.drain();
    if (!first.http().limits().connection().durationSafe()) {
      closeIfIdle();
    }
  }

  private void closeIfIdle() {
    if (exchange == null && requests.nothingCame() && !lifetime.lingering()) {
      close();
    }
  }

  @Override
  public void bodyLate() {
    Exchange now = exchange;
    if (now != null) {
      now.serving().counters().requestTimeouts.increment();
      now.giveUp(LocalReply.of(408, "request timeout", "-", "request_overall_timeout").closing());
    }
  }

  @Override
  public void headLate() {
    HeadWait wait = lifetime.headWait();
    wait.count(first.counters());
    unread(requests.giveUp()).reply(wait.late());
  }

  private void linger(boolean nothingUnread) {
    answering.flush();
    reading(true);
    requests.drop();
    lifetime.linger(nothingUnread);
  }

  @Override
  public void drain() {
    if (!lifetime.drainedUnused()) {
      closeIfIdle();
    }
  }

  @Override
  public void endTunnels() {
    Tunnels.end(exchange);
  }

  @Override
  public void close() {
    channel.flush();
    var _ = channel.close();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    Exchange now = exchange;
    if (now != null) {
      now.clientWritable(channel.isWritable());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    lifetime.over();
    if (requests.headBegun()) {
      unread(requests.giveUp()).clientGone(end.flags, end.details);
    } else if (exchange != null) {
      exchange.clientGone(end.flags, end.details);
    }
    requests.drop();
    answering.discard();
    all.remove(this);
    if (begun) {
      first.counters().closedHttp1();
    }
    first.counters().closed();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    all.broken(context, cause);
  }
}
