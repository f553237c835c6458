package io.limpet.proxy.upstream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.limpet.proxy.codec.BodyReader;
import io.limpet.proxy.codec.BodySink;
import io.limpet.proxy.codec.Chunks;
import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.Framing;
import io.limpet.proxy.codec.HeadPool;
import io.limpet.proxy.codec.Limits;
import io.limpet.proxy.codec.Progress;
import io.limpet.proxy.codec.ResponseParser;
import io.limpet.proxy.codec.Trailers;
import io.limpet.proxy.codec.UpstreamRequestWriter;
import io.limpet.proxy.head.TlsFacts;
import io.limpet.proxy.loop.Deadline;
import io.limpet.proxy.loop.SocketWrites;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.plan.Connections.Style;
import io.limpet.proxy.plan.pools.CircuitBreaker;
import io.limpet.proxy.tls.TlsFailure;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// One HTTP/1 connection to an endpoint. It serves one attempt at a time and then goes back to its
/// pool.
///
/// Everything here runs on the event loop of the client's connection, which is also this one's: a
/// request crosses no thread. Reading stays switched on while it is idle, so that a peer's close is
/// seen at once and the connection is not offered again.
final class UpstreamConnection extends ChannelInboundHandlerAdapter
    implements UpstreamStream, PooledConnection, UpstreamSocket.Owner {
  /// The room for a head: most fit without growing.
  private static final int ROOM_BYTES = 1024;
  private static final int STATUS_END = "HTTP/1.1 408".length();

  /// What it is doing. All fields are the event loop's only.
  private enum State {
    CONNECTING,
    IDLE,
    HEAD,
    BODY,
    TUNNEL,
    CLOSED
  }

  private final Worker worker;
  private final EndpointPool pool;
  private final UpstreamSocket socket;
  private final ResponseParser parser;
  private final BodyReader body;
  private final Channel channel;
  private final Deadline deadline;
  private final BodySink content = this::content;
  private final SocketWrites writes;
  private State state = State.CONNECTING;
  private @Nullable Receiver receiver;
  private @Nullable CircuitBreaker requestBreaker;
  private boolean requestComplete;
  private boolean upgrade;
  private boolean connect;
  private boolean saidAll;
  private boolean chunked;
  private boolean chunkOpen;
  private boolean reusable;
  private boolean lastRequest;
  private int served;

  UpstreamConnection(
      Worker worker, EndpointPool pool, UpstreamSocket socket, Limits limits, HeadPool heads) {
    this.worker = worker;
    this.pool = pool;
    this.socket = socket;
    this.parser = new ResponseParser(limits, heads);
    this.body = new BodyReader(limits, limits.responses().trailers());
    this.channel = socket.channel();
    this.writes = new SocketWrites(worker, channel);
    this.deadline = new Deadline(this::idleLate, this::broken);
  }

  @Override
  public void open() {
    pool.counters().openedHttp1();
    socket.open(this, this);
  }

  @Override
  public void opened() {
    state = State.IDLE;
    armIdle();
    pool.opened(this);
  }

  private void armIdle() {
    worker.deadlines().arm(deadline, pool.settings().idleMillis());
  }

  @Override
  public void begin(Receiver next, CircuitBreaker breaker) {
    worker.deadlines().disarm(deadline);
    served++;
    receiver = next;
    requestBreaker = breaker;
    state = State.HEAD;
    int most = pool.settings().maxRequests();
    if (most > 0 && served >= most) {
      lastRequest = true;
      pool.counters().maxRequests.increment();
    }
    next.connected(this);
  }

  private void requestOver() {
    CircuitBreaker breaker = requestBreaker;
    requestBreaker = null;
    if (breaker != null) {
      pool.requestOver(breaker);
    }
  }

  @Override
  public void head(EditableRequestHead head, boolean complete) {
    parser.expect(head.headMethod(), head.switchingStatus());
    requestComplete = complete;
    upgrade = !head.upgrade().isEmpty();
    connect = head.connectMethod();
    saidAll = false;
    chunked = head.framing() == Framing.CHUNKED;
    chunkOpen = false;
    ByteBuf out = worker.allocator().directBuffer(ROOM_BYTES);
    UpstreamRequestWriter.write(head, style(), out);
    writes.write(out);
  }

  @Override
  public void body(ByteBuf piece) {
    if (chunked && state != State.TUNNEL) {
      ByteBuf before = worker.allocator().directBuffer(Chunks.MAX_BYTES);
      Chunks.before(piece.readableBytes(), chunkOpen, before);
      chunkOpen = true;
      writes.write(before);
    }
    writes.body(piece);
  }

  /// Only after that may the connection be used again.
  @Override
  public void end(@Nullable Trailers trailers) {
    requestComplete = true;
    saidAll = true;
    if (state == State.TUNNEL) {
      endTunnel();
      return;
    }
    if (!chunked) {
      return;
    }
    ByteBuf last = worker.allocator().directBuffer(Chunks.MAX_BYTES);
    if (trailers != null && style().trailers()) {
      Chunks.last(chunkOpen, trailers, last);
    } else {
      Chunks.last(chunkOpen, last);
    }
    chunkOpen = false;
    writes.write(last);
  }

  /// In a CONNECT's tunnel the end is TCP's (RFC 9113, 8.5); other protocols say it themselves.
  private void endTunnel() {
    if (connect && saidAll) {
      socket.halfClose();
    }
  }

  @Override
  public void flush() {
    if (chunkOpen) {
      chunkOpen = false;
      ByteBuf end = worker.allocator().directBuffer(Chunks.MAX_BYTES);
      Chunks.end(end);
      writes.write(end);
    }
    writes.flush();
  }

  private Style style() {
    return pool.settings().style();
  }

  @Override
  public boolean writable() {
    return channel.isWritable();
  }

  @Override
  public long waitingBytes() {
    return channel.bytesBeforeWritable();
  }

  @Override
  public void tunnel() {
    state = State.TUNNEL;
    endTunnel();
  }

  @Override
  public void reading(boolean wanted) {
    socket.reading(wanted);
  }

  @Override
  public void abandon() {
    receiver = null;
    close();
  }

  @Override
  public TlsFacts tls() {
    return socket.tls();
  }

  @Override
  public String protocol() {
    return "HTTP/1.1";
  }

  @Override
  public @Nullable SocketAddress localAddress() {
    return channel.localAddress();
  }

  @Override
  public void retire() {
    close();
  }

  @Override
  public void close() {
    state = State.CLOSED;
    worker.deadlines().disarm(deadline);
    requestOver();
    socket.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    worker.clock().hold();
    try {
      while (in.isReadable() && step(in)) {
        // Each step takes a head or what there is of a body.
      }
    } finally {
      worker.clock().goOn();
      in.release();
    }
  }

  /// Takes as much as belongs together; false if nothing more can be taken.
  private boolean step(ByteBuf in) {
    return switch (state) {
      case HEAD -> readHead(in);
      case BODY -> readBody(in);
      case TUNNEL -> {
        receiver().responseBody(in.readRetainedSlice(in.readableBytes()));
        yield false;
      }
      case IDLE, CONNECTING -> {
        // Nobody asked: it cannot be trusted with another request.
        if (!isLate(in)) {
          pool.counters().protocolErrors.increment();
        }
        pool.remove(this);
        close();
        yield false;
      }
      case CLOSED -> false;
    };
  }

  /// 408, which a server says before it closes what nobody uses (Envoy: codec_client.cc, onData).
  private static boolean isLate(ByteBuf in) {
    return in.readableBytes() >= STATUS_END
        && in.toString(in.readerIndex(), STATUS_END, US_ASCII).endsWith(" 408");
  }

  private boolean readHead(ByteBuf in) {
    return switch (parser.parse(in)) {
      case MORE -> false;
      case BAD -> {
        fail(Failure.BAD_RESPONSE);
        yield false;
      }
      case DONE -> {
        takeHead(parser.head(), in);
        yield true;
      }
    };
  }

  private void takeHead(EditableResponseHead head, ByteBuf in) {
    if (head.interim()) {
      receiver().responseHead(head);
      return;
    }
    reusable = head.keepAlive();
    if (!reusable && head.framing() != Framing.UNTIL_CLOSE) {
      pool.counters().closeNotified.increment();
    }
    body.begin(head.framing(), head.contentLength());
    state = State.BODY;
    receiver().responseHead(head);
    if (state == State.BODY && body.done()) {
      complete(in);
    }
  }

  private boolean readBody(ByteBuf in) {
    Progress progress = body.read(in, content);
    if (state != State.BODY) {
      return false;
    }
    switch (progress) {
      case MORE -> {}
      case DONE -> complete(in);
      case BAD -> fail(Failure.BAD_RESPONSE);
    }
    return false;
  }

  private void content(ByteBuf piece) {
    Receiver waiting = receiver;
    if (waiting == null) {
      piece.release();
    } else {
      waiting.responseBody(piece);
    }
  }

  /// The answer is complete. The connection goes back before the receiver is told, so that a
  /// pipelined next request finds it. What a peer sent beyond its answer makes it unusable; so does
  /// an upgrade that was refused, behind whose head there may be bytes that are no request.
  private void complete(ByteBuf in) {
    Receiver done = receiver();
    receiver = null;
    boolean kept =
        reusable
            && requestComplete
            && !upgrade
            && !lastRequest
            && !in.isReadable()
            && channel.isActive();
    reading(true);
    requestOver();
    state = State.IDLE;
    if (in.isReadable()) {
      pool.counters().protocolErrors.increment();
    }
    if (kept && pool.offer(this)) {
      armIdle();
    } else {
      close();
    }
    Trailers trailers = body.trailers();
    if (trailers != null) {
      done.responseTrailers(trailers);
    }
    done.responseEnd();
    pool.serveWaiting();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    Receiver waiting = receiver;
    if (waiting != null) {
      waiting.responseFlush();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    Receiver waiting = receiver;
    if (waiting != null) {
      waiting.upstreamWritable(channel.isWritable());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    worker.deadlines().disarm(deadline);
    switch (state) {
      case IDLE -> pool.remove(this);
      case HEAD -> fail(parser.started() ? Failure.BAD_RESPONSE : Failure.RESET_BY_PEER);
      case BODY -> bodyClosed();
      case TUNNEL -> fail(Failure.RESET_BY_PEER);
      case CONNECTING, CLOSED -> {}
    }
    state = State.CLOSED;
    socket.gone();
    parser.close();
  }

  private void bodyClosed() {
    if (body.closed() != Progress.DONE) {
      fail(Failure.BAD_RESPONSE);
      return;
    }
    Receiver waiting = receiver();
    receiver = null;
    requestOver();
    waiting.responseEnd();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (TlsFailure.isOfConnection(cause)) {
      // A reset; Netty closes the channel after a failed read, but not after a failed write.
      var _ = context.close();
      return;
    }
    worker.internalError(cause);
    broken();
  }

  private void idleLate() {
    if (state == State.IDLE) {
      pool.counters().idleTimeouts.increment();
      pool.remove(this);
      close();
    }
  }

  /// What is under way is completed first.
  @Override
  public void tooOld() {
    pool.counters().maxDuration.increment();
    lastRequest = true;
    if (state == State.IDLE) {
      pool.remove(this);
      close();
    }
  }

  @Override
  public void broken() {
    if (state == State.CONNECTING) {
      state = State.CLOSED;
      socket.notOpened(Failure.CONNECT_TIMED_OUT);
      return;
    }
    Receiver waiting = receiver;
    abandon();
    if (waiting != null) {
      waiting.broken();
    }
  }

  private void fail(Failure failure) {
    if (failure.equals(Failure.BAD_RESPONSE)) {
      pool.counters().protocolErrors.increment();
    }
    Receiver waiting = receiver;
    receiver = null;
    close();
    if (waiting != null) {
      waiting.failed(failure);
    }
  }

  private Receiver receiver() {
    Receiver waiting = receiver;
    if (waiting == null) {
      throw new IllegalStateException("nobody waits in state " + state);
    }
    return waiting;
  }
}
