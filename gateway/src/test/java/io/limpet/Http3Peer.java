package io.limpet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.limpet.Http2Peer.Message;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.http3.DefaultHttp3DataFrame;
import io.netty.handler.codec.http3.DefaultHttp3Headers;
import io.netty.handler.codec.http3.DefaultHttp3HeadersFrame;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.http3.Http3ClientConnectionHandler;
import io.netty.handler.codec.http3.Http3DataFrame;
import io.netty.handler.codec.http3.Http3GoAwayFrame;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.handler.codec.http3.Http3HeadersFrame;
import io.netty.handler.codec.http3.Http3RequestStreamInboundHandler;
import io.netty.handler.codec.http3.Http3SettingsFrame;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicException;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamResetException;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/// A client of HTTP/3, spoken by Netty's codec, which knows nothing of ours. Blocking: a test waits
/// for a message on its own thread. It trusts everybody.
public final class Http3Peer implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 15;
  private static final int WINDOW = 1 << 20;

  /// Of the codes of QUIC that are alerts of TLS (RFC 9001, 4.8).
  private static final int FIRST_ALERT = 0x100;

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Integer, Message> messages = new HashMap<>(); // all under the lock
  private final Map<Integer, QuicStreamChannel> streams = new HashMap<>();
  private final List<Long> goAways = new ArrayList<>();
  private final Map<Long, Long> settings = new HashMap<>();
  private int close = -1;
  private boolean refused;
  private boolean closed;
  private final Channel socket;
  private final QuicChannel connection;

  /// `serverName` is empty for none.
  public Http3Peer(InetSocketAddress to, String serverName) throws IOException {
    this(to, new Dial(serverName, Duration.ofSeconds(PATIENCE_SECONDS)));
  }

  /// How a client comes: whom it asks for, empty for nobody, how long the handshake may take, and
  /// the certificate that it shows where it is asked for one, if it has one.
  public record Dial(String serverName, Duration patience, @Nullable KeyManager own) {
    public Dial(String serverName, Duration patience) {
      this(serverName, patience, null);
    }

    public Dial(String serverName, @Nullable KeyManager own) {
      this(serverName, Duration.ofSeconds(PATIENCE_SECONDS), own);
    }
  }

  /// What clients have in common that resume each other's sessions.
  public static QuicSslContext tls(@Nullable KeyManager own) {
    QuicSslContextBuilder builder =
        QuicSslContextBuilder.forClient()
            .trustManager(InsecureTrustManagerFactory.INSTANCE)
            .applicationProtocols("h3");
    return own == null ? builder.build() : builder.keyManager(own, null).build();
  }

  public Http3Peer(InetSocketAddress to, Dial dial) throws IOException {
    this(to, dial, tls(dial.own()));
  }

  public Http3Peer(InetSocketAddress to, Dial dial, QuicSslContext tls) throws IOException {
    String serverName = dial.serverName();
    var codec =
        Http3.newQuicClientCodecBuilder()
            .sslEngineProvider(
                channel ->
                    serverName.isEmpty()
                        ? tls.newEngine(channel.alloc())
                        : tls.newEngine(channel.alloc(), serverName, to.getPort()))
            .maxIdleTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .initialMaxData(WINDOW)
            .initialMaxStreamDataBidirectionalLocal(WINDOW)
            .build();
    try {
      socket =
          new Bootstrap()
              .group(group)
              .channel(NioDatagramChannel.class)
              .handler(codec)
              .bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))
              .sync()
              .channel();
      connection =
          QuicChannel.newBootstrap(socket)
              .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) dial.patience().toMillis())
              .handler(new Client())
              .remoteAddress(to)
              .connect()
              .get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException failed) {
      var _ = group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw new IOException("QUIC with " + to + ": " + failed.getCause(), failed);
    }
  }

  /// The connection's own events, before those of HTTP/3.
  private final class Client extends ChannelInboundHandlerAdapter {
    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      context
          .pipeline()
          .addLast(new Http3ClientConnectionHandler(new Control(), null, null, null, true));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof QuicConnectionCloseEvent closing) {
        locked(
            () -> {
              close = closing.error();
              refused = closing.isTlsError();
            });
      }
      context.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      locked(() -> closed = true);
      context.fireChannelInactive();
    }
  }

  /// What the server says of the connection.
  private final class Control extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
      if (frame instanceof Http3GoAwayFrame goAway) {
        locked(() -> goAways.add(goAway.id()));
      } else if (frame instanceof Http3SettingsFrame read) {
        locked(() -> read.forEach(each -> settings.put(each.getKey(), each.getValue())));
      }
      ReferenceCountUtil.release(frame);
    }
  }

  /// What comes on one stream.
  private final class Answer extends Http3RequestStreamInboundHandler {
    @Override
    protected void channelRead(ChannelHandlerContext context, Http3HeadersFrame frame) {
      List<String> lines = new ArrayList<>();
      frame.headers().forEach(each -> lines.add(each.getKey() + ": " + each.getValue()));
      locked(() -> message(context).heads().add(lines));
    }

    @Override
    protected void channelRead(ChannelHandlerContext context, Http3DataFrame frame) {
      String text = frame.content().toString(ISO_8859_1);
      frame.release();
      locked(() -> message(context).append(text));
    }

    @Override
    protected void channelInputClosed(ChannelHandlerContext context) {
      locked(() -> message(context).end());
    }

    @Override
    protected void handleQuicException(ChannelHandlerContext context, QuicException exception) {
      if (exception instanceof QuicStreamResetException reset) {
        locked(() -> message(context).reset(reset.applicationProtocolCode()));
      }
    }

    private Message message(ChannelHandlerContext context) {
      return Http3Peer.this.message((int) ((QuicStreamChannel) context.channel()).streamId());
    }
  }

  private Message message(int stream) {
    return messages.computeIfAbsent(stream, Message::new);
  }

  private void locked(Runnable act) {
    lock.lock();
    try {
      act.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Sends a head, `name: value` lines, on a stream of its own; its number.
  public int head(List<String> lines, boolean end) throws IOException {
    QuicStreamChannel stream = begin();
    write(stream, new DefaultHttp3HeadersFrame(headers(lines)), end);
    return (int) stream.streamId();
  }

  private QuicStreamChannel begin() throws IOException {
    QuicStreamChannel stream = done(Http3.newRequestStream(connection, new Answer()));
    stream.pipeline().addFirst(new Whole());
    locked(() -> streams.put((int) stream.streamId(), stream));
    return stream;
  }

  /// Sends what is written at once in one frame of QUIC, with its end where it has one: whether a
  /// head is all of a request is then seen with it.
  private static final class Whole extends ChannelOutboundHandlerAdapter {
    private final ByteBuf written = Unpooled.buffer();
    private boolean end;

    @Override
    public void write(ChannelHandlerContext context, Object bytes, ChannelPromise promise) {
      ByteBuf piece = (ByteBuf) bytes;
      written.writeBytes(piece);
      piece.release();
      promise.setSuccess();
    }

    @Override
    public void flush(ChannelHandlerContext context) {
      ByteBuf all = Unpooled.copiedBuffer(written);
      written.clear();
      var _ = context.writeAndFlush(new DefaultQuicStreamFrame(all, end));
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
      written.release();
    }
  }

  private static Http3Headers headers(List<String> lines) {
    Http3Headers headers = new DefaultHttp3Headers(false);
    for (String line : lines) {
      int colon = line.indexOf(':', 1);
      headers.add(line.substring(0, colon), line.substring(colon + 1).strip());
    }
    return headers;
  }

  public void data(int stream, String text, boolean end) throws IOException {
    write(stream(stream), new DefaultHttp3DataFrame(Unpooled.copiedBuffer(text, ISO_8859_1)), end);
  }

  public void trailers(int stream, List<String> lines) throws IOException {
    write(stream(stream), new DefaultHttp3HeadersFrame(headers(lines)), true);
  }

  /// Writes bytes on a stream of a request, beneath HTTP/3; the number of the stream.
  public int raw(byte[] bytes, boolean end) throws IOException {
    QuicStreamChannel stream = begin();
    var frame = new DefaultQuicStreamFrame(Unpooled.copiedBuffer(bytes), end);
    stream
        .eventLoop()
        .execute(
            () -> {
              var _ = stream.pipeline().context(Whole.class).writeAndFlush(frame);
            });
    return (int) stream.streamId();
  }

  private static void write(QuicStreamChannel stream, Object frame, boolean end) {
    stream
        .eventLoop()
        .execute(
            () -> {
              stream.pipeline().get(Whole.class).end = end;
              var _ = stream.writeAndFlush(frame);
            });
  }

  private static <T> T done(io.netty.util.concurrent.Future<T> future) throws IOException {
    if (!future.awaitUninterruptibly().isSuccess()) {
      throw new IOException(future.cause());
    }
    return future.getNow();
  }

  private QuicStreamChannel stream(int number) {
    lock.lock();
    try {
      return Objects.requireNonNull(streams.get(number), () -> "no stream " + number);
    } finally {
      lock.unlock();
    }
  }

  /// Breaks the client's side off.
  public void reset(int stream, int code) {
    var _ = stream(stream).shutdownOutput(code);
  }

  /// Says that no more of the answer is wanted.
  public void stopSending(int stream, int code) {
    var _ = stream(stream).shutdownInput(code);
  }

  /// Stops or resumes reading what comes on a stream.
  public void reading(int stream, boolean wanted) {
    var _ = stream(stream).config().setAutoRead(wanted);
  }

  /// Waits until the stream's message is complete or reset, or the connection ended.
  public Message await(int stream) throws IOException {
    return await(stream, Message::over);
  }

  public Message await(int stream, Http2Peer.Until until) throws IOException {
    awaitThat(() -> until.holds(message(stream)) || closed, "stream " + stream);
    lock.lock();
    try {
      return message(stream);
    } finally {
      lock.unlock();
    }
  }

  /// Waits until the server closed the connection; its code, or -1 where it gave none.
  public int awaitClose() throws IOException {
    awaitThat(() -> closed, "the connection's end");
    return close;
  }

  /// The alert by which the server refused what the client showed, or -1.
  public int alert() {
    lock.lock();
    try {
      return refused ? close - FIRST_ALERT : -1;
    } finally {
      lock.unlock();
    }
  }

  /// The streams of the GOAWAYs that came so far.
  public List<Long> goAways() {
    lock.lock();
    try {
      return List.copyOf(goAways);
    } finally {
      lock.unlock();
    }
  }

  /// Waits for a GOAWAY; its stream.
  public long awaitGoAway() throws IOException {
    return awaitGoAways(1).getFirst();
  }

  /// Waits for so many; their streams.
  public List<Long> awaitGoAways(int count) throws IOException {
    awaitThat(() -> goAways.size() >= count, count + " GOAWAYs");
    return goAways;
  }

  /// Waits for the server's settings.
  public Map<Long, Long> awaitSettings() throws IOException {
    awaitThat(() -> !settings.isEmpty(), "settings");
    return settings;
  }

  private interface Holds {
    boolean holds();
  }

  private void awaitThat(Holds condition, String what) throws IOException {
    long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    lock.lock();
    try {
      while (!condition.holds()) {
        if (left <= 0) {
          throw new IOException("waited in vain for " + what);
        }
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      lock.unlock();
    }
  }

  /// Whether the connection ends within the time.
  public boolean ends(int millis) {
    return connection.closeFuture().awaitUninterruptibly(millis);
  }

  public InetSocketAddress localAddress() {
    return (InetSocketAddress) socket.localAddress();
  }

  /// The subject of the certificate that the server showed.
  public String shown() {
    try {
      return ((X509Certificate)
              Objects.requireNonNull(connection.sslEngine()).getSession().getPeerCertificates()[0])
          .getSubjectX500Principal()
          .getName();
    } catch (SSLPeerUnverifiedException none) {
      throw new IllegalStateException(none);
    }
  }

  /// Whether the server asked for the certificate that the client has.
  public boolean showed() {
    return Objects.requireNonNull(connection.sslEngine()).getSession().getLocalCertificates()
        != null;
  }

  @Override
  public void close() {
    connection.close().awaitUninterruptibly();
    socket.close().awaitUninterruptibly();
    group.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
