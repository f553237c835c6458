package io.limpet.proxy.health;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.HeadPool;
import io.limpet.proxy.codec.Limits;
import io.limpet.proxy.codec.http2.ErrorCode;
import io.limpet.proxy.codec.http2.Flood;
import io.limpet.proxy.codec.http2.Http2Connection;
import io.limpet.proxy.codec.http2.Http2Connection.Means;
import io.limpet.proxy.codec.http2.Http2Connection.Role;
import io.limpet.proxy.codec.http2.Http2Counts;
import io.limpet.proxy.codec.http2.Http2Events;
import io.limpet.proxy.codec.http2.Http2Stream;
import io.limpet.proxy.codec.http2.Malformed;
import io.limpet.proxy.codec.http2.StreamEvents;
import io.limpet.proxy.http2.Http2Settings;
import io.limpet.proxy.plan.HealthCheckPlan.OverHttp2;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.EOFException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// HTTP/2 on a check's connection, in blocking calls: one request after the other. The checking
/// thread only.
///
/// Between two checks nobody listens: what came meanwhile, such as a PING or a GOAWAY, is heard
/// when the next begins.
final class CheckHttp2 implements Http2Events {
  private static final System.Logger LOG = System.getLogger(CheckHttp2.class.getName());

  /// How often something is read that nobody asked for, before the connection is given up.
  private static final int MOST_UNASKED = 64;

  private static final ByteBufAllocator HEAP = new UnpooledByteBufAllocator(false, true);

  private final CheckSocket socket;
  private final OverHttp2 settings;
  private final boolean reuse;
  private final Http2Counts counts;
  private final HeadPool heads = new HeadPool(Limits.DEFAULT);
  private final ArrayDeque<ByteBuf> out = new ArrayDeque<>();
  private @Nullable Http2Connection wire;
  private @Nullable Http2Stream stream;
  private boolean leaving;
  private @Nullable String broken;

  CheckHttp2(CheckSocket socket, OverHttp2 settings, boolean reuse, Metrics.Scope scope) {
    this.socket = socket;
    this.settings = settings;
    this.reuse = reuse;
    this.counts = new Http2Counts(scope::counter, scope::gauge);
  }

  CheckSocket socket() {
    return socket;
  }

  Finding ask(CheckRequest request, CheckAnswer answer, long timeoutMillis) throws IOException {
    Http2Connection on = begin(timeoutMillis);
    send(on, request, answer);
    Finding finding = answer.finding();
    while (finding == null) {
      hear(on, socket.read());
      finding = answer.finding();
      if (finding == null && broken != null) {
        throw new ProtocolException(broken);
      }
    }
    over(on);
    return finding;
  }

  private void send(Http2Connection on, CheckRequest request, CheckAnswer answer)
      throws IOException {
    @Nullable ByteBuffer body = request.body();
    EditableRequestHead head = request.head(heads);
    Http2Stream asked = on.request(head, body == null, answer);
    stream = asked;
    head.release();
    if (body != null) {
      on.data(asked, Unpooled.wrappedBuffer(body), true);
    }
    flush(on);
  }

  /// Gives up the request that got no answer in time, and keeps its connection. False where there
  /// is none.
  boolean abandon() throws IOException {
    Http2Connection on = wire;
    if (on != null) {
      over(on);
    }
    return on != null;
  }

  /// The request is over, whether its stream is or not.
  private void over(Http2Connection on) throws IOException {
    if (stream != null) {
      on.reset(stream, ErrorCode.INTERNAL_ERROR);
      stream = null;
    }
    flush(on);
    if (!reuse || leaving || broken != null) {
      disconnect();
    }
  }

  private Http2Connection begin(long timeoutMillis) throws IOException {
    socket.within(timeoutMillis);
    hearUnasked();
    Http2Connection kept = wire;
    if (kept != null) {
      return kept;
    }
    disconnect();
    socket.connect();
    Http2Connection made =
        new Http2Connection(
            Role.CLIENT,
            Http2Settings.of(settings.settings(), settings.heads()),
            new Means(HEAP, heads, counts),
            this);
    leaving = false;
    broken = null;
    wire = made;
    made.begin();
    return made;
  }

  private void hearUnasked() throws IOException {
    Http2Connection on = wire;
    if (on == null) {
      return;
    }
    try {
      int count = 1;
      for (int i = 0; i < MOST_UNASKED && count > 0; i++) {
        count = socket.readUnasked();
        if (count > 0) {
          hear(on, count);
        }
      }
      if (count == 0 && !leaving && broken == null && on.canOpen()) {
        return;
      }
    } catch (IOException gone) {
      LOG.log(Level.DEBUG, "a health check's connection ended between two checks", gone);
    }
    disconnect();
  }

  /// An answer has taken so many bytes of its body.
  void consumed(int bytes) {
    if (wire != null && stream != null) {
      wire.consumed(stream, bytes);
    }
  }

  private void hear(Http2Connection on, int count) throws IOException {
    if (count < 0) {
      throw new EOFException("no answer");
    }
    on.receive(Unpooled.wrappedBuffer(socket.bytes(), 0, count));
    flush(on);
  }

  private void flush(Http2Connection on) throws IOException {
    on.flush();
    while (!out.isEmpty()) {
      ByteBuf bytes = out.removeFirst();
      try {
        socket.write(bytes.nioBuffer());
      } finally {
        bytes.release();
      }
    }
    on.taken(on.untaken(), on.untakenControl());
  }

  void disconnect() throws IOException {
    release();
    socket.disconnect();
  }

  /// Nothing will be asked any more on this connection.
  void release() {
    Http2Connection on = wire;
    wire = null;
    stream = null;
    if (on != null) {
      on.close();
    }
    out.forEach(ByteBuf::release);
    out.clear();
  }

  // What the connection tells.

  @Override
  public StreamEvents request(Http2Stream asked, EditableRequestHead head, boolean end) {
    throw new IllegalStateException("an endpoint asks for nothing");
  }

  @Override
  public void malformed(Http2Stream of, Malformed why) {
    broken = "the answer is malformed: " + why;
  }

  /// One that is graceful lets what was asked be answered (Envoy: grpc/health_checker_impl.cc,
  /// onGoAway).
  @Override
  public void goAway(int lastStream, ErrorCode code) {
    leaving = true;
    if (code != ErrorCode.NO_ERROR) {
      broken = "the endpoint goes away: " + code;
    }
  }

  @Override
  public void settings() {}

  @Override
  public void pong(long opaque) {}

  @Override
  public void failed(ErrorCode code, String why) {
    broken = why;
  }

  @Override
  public void flooded(Flood flood) {
    broken = "the endpoint floods the connection: " + flood;
  }

  @Override
  public void write(ByteBuf bytes) {
    out.addLast(bytes);
  }
}
