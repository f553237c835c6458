package io.limpet.proxy.health;

import io.limpet.proxy.plan.HealthPlan.Target;
import io.limpet.proxy.plan.transport.UpstreamProxyProtocol;
import io.limpet.proxy.plan.transport.UpstreamTls;
import io.limpet.proxy.plan.transport.UpstreamTransport;
import io.limpet.proxy.tls.ClientContexts;
import io.limpet.proxy.tls.ClientTls;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A check's connection to its endpoint, in blocking calls that together take no longer than a
/// check may. One check at a time; closing is for any thread, and ends a call that waits.
final class CheckSocket implements Closeable {
  private static final int READ_BYTES = 16 * 1024;
  private static final long UNASKED_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final Target target;
  private final ClientContexts contexts;
  private final LongSupplier nanoTime;
  private final byte[] bytes = new byte[READ_BYTES]; // the checking thread only
  private volatile @Nullable SocketChannel channel;
  private final AtomicReference<@Nullable CheckTls> tls = new AtomicReference<>();
  private volatile boolean closed;
  private long deadlineNanos; // the checking thread only

  CheckSocket(Target target, ClientContexts contexts, LongSupplier nanoTime) {
    this.target = target;
    this.contexts = contexts;
    this.nanoTime = nanoTime;
  }

  /// Begins a check: connects where the last one's connection is not there any more.
  void begin(long timeoutMillis) throws IOException {
    within(timeoutMillis);
    if (!isOpen()) {
      disconnect();
      connect();
    }
  }

  /// A check begins that may take so long, on whatever connection.
  void within(long timeoutMillis) {
    deadlineNanos = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
  }

  /// A peer that closed meanwhile, or that speaks unasked, is of no use.
  private boolean isOpen() throws IOException {
    SocketChannel open = channel;
    if (open == null) {
      return false;
    }
    open.configureBlocking(false);
    boolean quiet = open.read(ByteBuffer.allocate(1)) == 0;
    open.configureBlocking(true);
    return quiet;
  }

  void connect() throws IOException {
    @Nullable UpstreamTransport transport = target.transport();
    if (transport == null) {
      throw new IOException("what carries the bytes of this check cannot be had");
    }
    SocketChannel opened = SocketChannel.open();
    channel = opened;
    if (closed) {
      disconnect();
    }
    opened.socket().setTcpNoDelay(true);
    opened.socket().connect(target.address(), remainingMillis());
    @Nullable UpstreamProxyProtocol header = transport.header();
    if (header != null) {
      send(
          ByteBuffer.wrap(
              header.ownHeader(
                  (InetSocketAddress) opened.getLocalAddress(),
                  (InetSocketAddress) opened.getRemoteAddress())));
    }
    @Nullable UpstreamTls encrypted = transport.tls();
    if (encrypted != null) {
      encrypt(encrypted);
    }
  }

  private void encrypt(UpstreamTls by) throws IOException {
    @Nullable ClientTls context = contexts.of(by);
    if (context == null) {
      throw new IOException("the configuration of this endpoint's TLS is gone");
    }
    CheckTls begun = new CheckTls(context.engine(target.serverName()), new Plain());
    tls.set(begun);
    begun.handshake();
  }

  /// The connection without its TLS.
  private final class Plain implements CheckTls.Wire {
    @Override
    public void write(ByteBuffer bytes) throws IOException {
      send(bytes);
    }

    @Override
    public int read(byte[] into) throws IOException {
      return receive(into);
    }
  }

  void write(ByteBuffer what) throws IOException {
    @Nullable CheckTls encrypted = tls.get();
    if (encrypted == null) {
      send(what.duplicate());
    } else {
      encrypted.write(what.duplicate());
    }
  }

  private void send(ByteBuffer rest) throws IOException {
    while (rest.hasRemaining()) {
      open().write(rest);
    }
  }

  /// How many bytes came into [#bytes()]; -1 at the end.
  int read() throws IOException {
    @Nullable CheckTls encrypted = tls.get();
    return encrypted == null ? receive(bytes) : encrypted.read(bytes);
  }

  /// The same for what is there already: 0 where nothing is.
  int readUnasked() throws IOException {
    long deadline = deadlineNanos;
    deadlineNanos = nanoTime.getAsLong() + UNASKED_NANOS;
    try {
      return read();
    } catch (SocketTimeoutException nothing) {
      return 0;
    } finally {
      deadlineNanos = deadline;
    }
  }

  private int receive(byte[] into) throws IOException {
    var socket = open().socket();
    socket.setSoTimeout(remainingMillis());
    return socket.getInputStream().read(into);
  }

  byte[] bytes() {
    return bytes;
  }

  private SocketChannel open() throws IOException {
    SocketChannel open = channel;
    if (open == null) {
      throw new EOFException("closed");
    }
    return open;
  }

  private int remainingMillis() throws SocketTimeoutException {
    long millis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - nanoTime.getAsLong());
    if (millis <= 0) {
      throw new SocketTimeoutException("the check's time is over");
    }
    return (int) Math.min(millis, Integer.MAX_VALUE);
  }

  /// The next check begins with a new connection.
  void disconnect() throws IOException {
    SocketChannel open = channel;
    channel = null;
    try {
      if (open != null) {
        open.close();
      }
    } finally {
      @Nullable CheckTls over = tls.getAndSet(null);
      if (over != null) {
        over.release();
      }
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    disconnect();
  }
}
