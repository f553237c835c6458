package io.limpet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2ChannelDuplexHandler;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One end of an HTTP/2 connection, spoken by Netty's codec, which knows nothing of ours. Blocking:
/// a test waits for a message on its own thread.
public final class Http2Peer implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 15;

  private final Socket socket;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final EmbeddedChannel channel;
  private final InputStream in;
  private final Http2ChannelDuplexHandler streamMaker = new Http2ChannelDuplexHandler() {};
  private final Consumer<Message> receiver;
  private final boolean server;
  private final Map<Integer, Message> messages = new HashMap<>(); // all under the lock
  private final List<String> goAways = new ArrayList<>();
  private Http2Settings settings = new Http2Settings();
  private final Map<Integer, Http2FrameStream> streams = new HashMap<>();
  private boolean closed;

  /// What came on one stream. `reset` is the code of a RST_STREAM, -1 where none came.
  public static final class Message {
    private final int stream;
    private final List<List<String>> heads = new ArrayList<>();
    private final StringBuilder body = new StringBuilder();
    private boolean ended;
    private boolean told;
    private long reset = -1;

    Message(int stream) {
      this.stream = stream;
    }

    void append(String text) {
      body.append(text);
    }

    void end() {
      ended = true;
    }

    void reset(long code) {
      reset = code;
    }

    public int stream() {
      return stream;
    }

    /// The lines of each head, 1xx and trailers among them: `name: value`.
    public List<List<String>> heads() {
      return heads;
    }

    /// The values of a header of the first head that is not interim.
    public String header(String name) {
      return head().stream()
          .filter(line -> line.startsWith(name + ": "))
          .map(line -> line.substring(name.length() + 2))
          .findFirst()
          .orElse("");
    }

    /// The first head that is not interim; empty where none came.
    public List<String> head() {
      return heads.stream().filter(lines -> !interim(lines)).findFirst().orElse(List.of());
    }

    public List<List<String>> interims() {
      return heads.stream().filter(Message::interim).toList();
    }

    private static boolean interim(List<String> lines) {
      return lines.stream().anyMatch(line -> line.startsWith(":status: 1"));
    }

    public List<String> trailers() {
      List<List<String>> rest = heads.stream().filter(lines -> !interim(lines)).toList();
      return rest.size() > 1 ? rest.getLast() : List.of();
    }

    public String body() {
      return body.toString();
    }

    public boolean ended() {
      return ended;
    }

    public long reset() {
      return reset;
    }

    boolean over() {
      return ended || reset >= 0;
    }
  }

  /// A client.
  public Http2Peer(Socket socket) throws IOException {
    this(socket, socket.getInputStream(), false, new Http2Settings(), _ -> {});
  }

  /// A client with settings of its own.
  public Http2Peer(Socket socket, Http2Settings settings) throws IOException {
    this(socket, socket.getInputStream(), false, settings, _ -> {});
  }

  /// A server; `receiver` gets each request that is complete, or is a CONNECT, on a thread of its
  /// own. `in` has what
  /// the socket says from the client's preface on; [#begin] is the owner's to call.
  public Http2Peer(Socket socket, InputStream in, Consumer<Message> receiver) throws IOException {
    this(socket, in, true, new Http2Settings(), receiver);
  }

  private Http2Peer(
      Socket socket,
      InputStream in,
      boolean server,
      Http2Settings settings,
      Consumer<Message> receiver)
      throws IOException {
    this.socket = socket;
    this.receiver = receiver;
    this.server = server;
    socket.setTcpNoDelay(true);
    Http2FrameCodecBuilder builder =
        server ? Http2FrameCodecBuilder.forServer() : Http2FrameCodecBuilder.forClient();
    channel =
        new EmbeddedChannel(
            builder.initialSettings(settings).validateHeaders(false).build(), streamMaker);
    this.in = in;
    if (!server) {
      begin();
    }
  }

  /// A server begins to read when its owner is ready.
  public void begin() throws IOException {
    locked(this::writeOut);
    Thread.ofVirtual().name("http2 peer").start(() -> read(in));
  }

  /// Takes what the codec understood.
  private void take(Object frame) {
    switch (frame) {
      case Http2HeadersFrame head -> {
        streams.put(head.stream().id(), head.stream());
        List<String> lines = new ArrayList<>();
        head.headers().forEach(each -> lines.add(each.getKey() + ": " + each.getValue()));
        Message message = message(head.stream().id());
        message.heads.add(lines);
        if (server && lines.contains(":method: CONNECT")) {
          tell(message); // it has no end of its own
        }
        end(message, head.isEndStream());
      }
      case Http2DataFrame data -> {
        Message message = message(data.stream().id());
        message.body.append(data.content().toString(ISO_8859_1));
        var _ =
            channel.write(
                new DefaultHttp2WindowUpdateFrame(data.initialFlowControlledBytes())
                    .stream(data.stream()));
        end(message, data.isEndStream());
      }
      case Http2ResetFrame reset -> message(reset.stream().id()).reset = reset.errorCode();
      case Http2SettingsFrame read -> settings = read.settings();
      case Http2GoAwayFrame goAway -> goAways.add(goAway.lastStreamId() + " " + goAway.errorCode());
      default -> {}
    }
    ReferenceCountUtil.release(frame);
  }

  private void end(Message message, boolean end) {
    if (end) {
      message.ended = true;
      tell(message);
    }
  }

  private void tell(Message message) {
    if (!message.told) {
      message.told = true;
      Thread.ofVirtual().start(() -> receiver.accept(message));
    }
  }

  private Message message(int stream) {
    return messages.computeIfAbsent(stream, Message::new);
  }

  private void read(InputStream from) {
    byte[] bytes = new byte[16 << 10];
    try {
      for (int size = from.read(bytes); size >= 0; size = from.read(bytes)) {
        ByteBuf piece = Unpooled.copiedBuffer(bytes, 0, size);
        locked(
            () -> {
              channel.writeInbound(piece);
              for (Object read = channel.readInbound();
                  read != null;
                  read = channel.readInbound()) {
                take(read);
              }
              writeOut();
            });
      }
    } catch (IOException gone) {
      // As good as its end.
    } finally {
      over();
    }
  }

  private void over() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private interface Act {
    void run() throws IOException;
  }

  private void locked(Act act) throws IOException {
    lock.lock();
    try {
      act.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Puts on the socket what the codec wants to write.
  private void writeOut() throws IOException {
    channel.flush();
    channel.runPendingTasks();
    ByteBuf all = Unpooled.buffer();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      all.writeBytes(out);
      out.release();
    }
    byte[] bytes = new byte[all.readableBytes()];
    all.readBytes(bytes);
    if (bytes.length > 0) {
      send(bytes);
    }
  }

  /// Whoever reads sees that the peer is gone.
  private void send(byte[] bytes) throws IOException {
    try {
      socket.getOutputStream().write(bytes);
    } catch (SocketException gone) {
      closed = true;
    }
  }

  /// Sends a head, `name: value` lines; the number of its stream, which is new where `stream` is 0.
  public int head(int stream, List<String> lines, boolean end) throws IOException {
    Http2Headers headers = new DefaultHttp2Headers(false);
    for (String line : lines) {
      int colon = line.indexOf(':', 1);
      headers.add(line.substring(0, colon), line.substring(colon + 1).strip());
    }
    return head(stream, headers, end);
  }

  /// Sends a whole message at once, its values as they are, blanks and ends of lines included:
  /// `name: value` is cut at its first `: `. The number of its stream.
  public int message(List<String> fields, String data, List<String> trailers) throws IOException {
    lock.lock();
    try {
      Http2FrameStream stream = streamMaker.newStream();
      boolean bare = data.isEmpty() && trailers.isEmpty();
      var _ = channel.write(new DefaultHttp2HeadersFrame(asIs(fields), bare).stream(stream));
      streams.put(stream.id(), stream);
      if (!data.isEmpty()) {
        ByteBuf bytes = Unpooled.copiedBuffer(data, ISO_8859_1);
        var _ = channel.write(new DefaultHttp2DataFrame(bytes, trailers.isEmpty()).stream(stream));
      }
      if (!trailers.isEmpty()) {
        var _ = channel.write(new DefaultHttp2HeadersFrame(asIs(trailers), true).stream(stream));
      }
      writeOut();
      return stream.id();
    } finally {
      lock.unlock();
    }
  }

  private static Http2Headers asIs(List<String> fields) {
    Http2Headers headers = new DefaultHttp2Headers(false);
    for (String field : fields) {
      int colon = field.indexOf(": ", 1);
      headers.add(latin1(field.substring(0, colon)), latin1(field.substring(colon + 2)));
    }
    return headers;
  }

  private static AsciiString latin1(String text) {
    return new AsciiString(text.getBytes(ISO_8859_1));
  }

  private int head(int stream, Http2Headers headers, boolean end) throws IOException {
    lock.lock();
    try {
      Http2FrameStream of = stream == 0 ? streamMaker.newStream() : stream(stream);
      var _ = channel.write(new DefaultHttp2HeadersFrame(headers, end).stream(of));
      writeOut();
      streams.put(of.id(), of);
      return of.id();
    } finally {
      lock.unlock();
    }
  }

  private Http2FrameStream stream(int id) {
    return Objects.requireNonNull(streams.get(id), () -> "stream " + id + " was never begun");
  }

  public void data(int stream, String text, boolean end) throws IOException {
    locked(
        () -> {
          ByteBuf bytes = Unpooled.copiedBuffer(text, ISO_8859_1);
          var _ = channel.write(new DefaultHttp2DataFrame(bytes, end).stream(stream(stream)));
          writeOut();
        });
  }

  public void reset(int stream, long code) throws IOException {
    locked(
        () -> {
          var _ = channel.write(new DefaultHttp2ResetFrame(code).stream(stream(stream)));
          writeOut();
        });
  }

  /// Says that streams that came so far are the last ones.
  public void goAway(long code) throws IOException {
    locked(
        () -> {
          var _ = channel.write(new DefaultHttp2GoAwayFrame(code));
          writeOut();
        });
  }

  /// Waits until the stream's message is complete or reset, or the connection ended.
  public Message await(int stream) throws IOException {
    return await(stream, Message::over);
  }

  /// A condition of a message.
  public interface Until {
    boolean holds(Message message);
  }

  public Message await(int stream, Until until) throws IOException {
    lock.lock();
    try {
      long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (!closed && !until.holds(message(stream))) {
        if (left <= 0) {
          throw new IOException("stream " + stream + " gets no answer: " + message(stream).heads);
        }
        left = changed.awaitNanos(left);
      }
      return message(stream);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IOException(stop);
    } finally {
      lock.unlock();
    }
  }

  /// Whether the peer ends the connection within the time.
  public boolean ends(long millis) {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (!closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      return closed;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /// What GOAWAYs said: the last stream and the code of each.
  public List<String> goAways() {
    lock.lock();
    try {
      return List.copyOf(goAways);
    } finally {
      lock.unlock();
    }
  }

  /// What the peer's SETTINGS say.
  public @Nullable Long setting(char id) {
    lock.lock();
    try {
      return settings.get(id);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    locked(channel::finishAndReleaseAll);
  }
}
