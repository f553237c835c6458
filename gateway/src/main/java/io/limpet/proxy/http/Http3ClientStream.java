package io.limpet.proxy.http;

import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.Framing;
import io.limpet.proxy.codec.HeadPool;
import io.limpet.proxy.codec.Trailers;
import io.limpet.proxy.codec.http2.Malformed;
import io.limpet.proxy.codec.http3.FrameWriter;
import io.limpet.proxy.codec.http3.Http3Error;
import io.limpet.proxy.codec.http3.RequestEvents;
import io.limpet.proxy.codec.http3.RequestReader;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.plan.filter.TokenBucket;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicException;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamFrame;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/// One stream of a client's connection: an exchange's request and answer in HTTP/3.
///
/// A body that is not taken is not read, so that QUIC's window closes. What is written goes into
/// one buffer until it is flushed: each write to a stream makes packets at once.
final class Http3ClientStream extends ChannelInboundHandlerAdapter
    implements ClientStream, RequestEvents {
  private static final int FLUSH_BYTES = 16 << 10;

  private final Http3ClientConnection connection;
  private final QuicStreamChannel channel;
  private final FrameWriter writer;
  private final RequestReader reader;
  private final StreamWait wait;
  private final StopWatch stop;
  private final boolean rejected;

  // Event loop only, all of these.
  private @Nullable Exchange exchange;
  private @Nullable Trailers trailers;
  private @Nullable ByteBuf out;
  private int waiting;
  private long answerBytes;
  private boolean full;
  private boolean paused;
  private boolean answerEnded;
  private boolean finished; // all of the answer is with QUIC, or will never be
  private boolean gone;

  /// `rejected`: the client was told that such a stream is not taken.
  Http3ClientStream(Http3ClientConnection connection, QuicStreamChannel channel, boolean rejected) {
    this.connection = connection;
    this.channel = channel;
    this.writer = connection.writer();
    this.reader = connection.reader(this);
    this.wait = new StreamWait(connection.worker(), connection::close);
    this.stop = new StopWatch(channel, this::clientReset);
    this.rejected = rejected;
  }

  // The request.

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (rejected) {
      reset(Http3Error.REQUEST_REJECTED);
      over();
    } else {
      wait.begin(connection.headMillis(), this::headLate);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    QuicStreamFrame frame = (QuicStreamFrame) message;
    try {
      reader.receive(frame.content(), frame.hasFin());
    } finally {
      ReferenceCountUtil.release(frame);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    Exchange to = exchange;
    if (to != null) {
      to.requestFlush();
    }
  }

  @Override
  public void request(EditableRequestHead head, boolean complete) {
    Exchange begun = connection.request(this, head);
    exchange = begun;
    wait.over();
    if (complete) {
      begun.requestIsHead();
    } else {
      wait.beginRequest(begun, () -> {});
    }
    if (StreamHeads.answersContinue(begun)) {
      StreamHeads.goOn(begun, heads());
    }
    if (!connection.answersBusy(begun)) {
      begun.run().start();
    }
    awaitStop();
  }

  /// Where nothing of the answer is being written, the client may say that it wants no more of it.
  private void awaitStop() {
    if (!gone && !answerEnded && waiting == 0) {
      stop.begin();
    }
  }

  private void headLate() {
    connection.headLate();
    reset(Http3Error.REQUEST_INCOMPLETE);
    over();
  }

  @Override
  public void data(ByteBuf piece) {
    Exchange to = exchange;
    if (to == null) {
      piece.release();
    } else {
      to.requestBody(piece);
    }
  }

  @Override
  public void trailers(Trailers read) {
    Exchange to = exchange;
    if (to != null) {
      to.requestTrailers(read);
    }
  }

  @Override
  public void end() {
    Exchange to = exchange;
    if (to != null) {
      wait.over();
      to.requestEnd();
    }
  }

  @Override
  public void malformed(Malformed why) {
    Exchange of = exchange;
    if (of == null) {
      of = unread();
    }
    if (connection.malformed(why)) {
      boolean tooMuch = why == Malformed.TOO_LARGE || why == Malformed.TOO_MANY;
      reset(tooMuch ? Http3Error.EXCESSIVE_LOAD : Http3Error.GENERAL_PROTOCOL_ERROR);
    }
    lost("DPE", MalformedWords.ofHttp3(why));
  }

  /// A stream whose head is malformed is a request, too, of which nothing is known.
  private Exchange unread() {
    wait.over();
    Exchange unread = connection.unread(this);
    exchange = unread;
    return unread;
  }

  @Override
  public void underscoresDropped(int fields) {
    connection.underscoresDropped(fields);
  }

  @Override
  public void incomplete() {
    reset(Http3Error.REQUEST_INCOMPLETE);
    over();
  }

  @Override
  public void failed(Http3Error code, String why) {
    connection.failed(code, why);
  }

  /// The client broke its side off, or the connection did not hold.
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof QuicException) {
      clientReset();
    } else {
      worker().internalError(cause);
      connection.close();
    }
  }

  private void clientReset() {
    if (!gone) {
      reset(Http3Error.REQUEST_CANCELLED);
      lost("DR", "http3.remote_reset");
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    gone = true;
    lost(connection.end().flags, connection.end().details);
  }

  /// Nothing more comes from the client, nor can it be told anything.
  private void lost(String flags, String details) {
    gone = true;
    Exchange ending = exchange;
    if (ending == null) {
      over();
    } else {
      ending.clientGone(flags, details);
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

  /// Reading goes on a little later: it would be told of while others are at work.
  @Override
  public void reading(boolean wanted) {
    if (wanted == paused) {
      paused = !wanted;
      if (wanted) {
        channel.eventLoop().execute(this::readOn);
      } else {
        channel.config().setAutoRead(false);
      }
    }
  }

  private void readOn() {
    if (!paused) {
      channel.config().setAutoRead(true);
    }
  }

  @Override
  public boolean writable() {
    full = !gone && waiting >= worker().limits().highWaterBytes();
    return !full;
  }

  @Override
  public void interim(Exchange of, EditableResponseHead interim) {
    writer.response(out(), interim);
    write(false);
  }

  @Override
  public void answer(Exchange of, EditableResponseHead answer) {
    AnswerHead.complete(of, answer);
    connection.tellIfLeaving();
    boolean upgraded = StreamHeads.upgrade(of, answer);
    answerEnded = !upgraded && (answer.framing() == Framing.NONE || of.head().headMethod());
    writer.response(out(), answer);
    if (answerEnded) {
      write(true);
    }
  }

  @Override
  public void answerBody(ByteBuf piece) {
    int bytes = piece.readableBytes();
    if (!answerEnded && bytes > 0) {
      answerBytes += bytes;
      ByteBuf to = out();
      writer.data(to, bytes);
      to.writeBytes(piece);
      if (to.readableBytes() >= FLUSH_BYTES) {
        write(false);
      }
    }
    piece.release();
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
    if (last != null) {
      writer.trailers(out(), last);
    }
    write(true);
  }

  @Override
  public void flush() {
    if (out != null) {
      write(false);
    }
  }

  private ByteBuf out() {
    ByteBuf begun = out;
    if (begun == null) {
      begun = connection.buffer();
      out = begun;
    }
    return begun;
  }

  private void write(boolean end) {
    ByteBuf bytes = out();
    out = null;
    if (gone) {
      bytes.release();
      return;
    }
    int size = bytes.readableBytes();
    waiting += size;
    stop.end();
    var _ =
        channel
            .writeAndFlush(end ? new DefaultQuicStreamFrame(bytes, true) : bytes)
            .addListener((ChannelFuture written) -> written(written.isSuccess(), size, end));
  }

  /// QUIC took it, or the client wants no more of it. The latter may be learned while the exchange
  /// writes, so it is told a little later.
  private void written(boolean taken, int size, boolean end) {
    waiting -= size;
    if (!taken) {
      channel.eventLoop().execute(this::clientReset);
      return;
    }
    finished |= end;
    if (finished && exchange == null) {
      over();
    } else if (full && waiting == 0) {
      full = false;
      Exchange to = exchange;
      if (to != null) {
        to.clientWritable(true);
      }
    }
    awaitStop();
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
    flush();
    reset(tunnel ? Http3Error.CONNECT_ERROR : Http3Error.REQUEST_REJECTED);
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
    boolean whole = over.requestComplete();
    over.serving().counters().ended(over, answerEnded);
    long flushMillis = StreamDeadlines.flushMillis(over);
    connection.ended(over.status(), over.times().durationMillis());
    over.close();
    if (!gone && !whole) {
      reader.stop();
      connection.brokenOff();
      var _ = channel.shutdownInput(Http3Error.NO_ERROR.code());
    }
    if (gone || finished) {
      over();
    } else {
      wait.beginFlush(flushMillis, this::windowLate);
    }
  }

  private void windowLate() {
    reset(Http3Error.INTERNAL_ERROR);
    over();
  }

  /// Both sides are broken off.
  private void reset(Http3Error why) {
    if (!gone) {
      gone = true;
      reader.stop();
      connection.brokenOff();
      var _ = channel.shutdown(why.code(), channel.newPromise());
    }
  }

  private void over() {
    wait.over();
    reader.stop();
    ByteBuf unsent = out;
    out = null;
    if (unsent != null) {
      unsent.release();
    }
    connection.streamOver(this);
    if (gone && channel.isActive()) {
      var _ = channel.close();
    }
  }
}
