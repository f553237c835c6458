package io.limpet.proxy.health;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A check's connection to its endpoint, in blocking calls that together take no longer than a
/// check may. One check at a time; closing is for any thread, and ends a call that waits.
final class CheckSocket implements Closeable {
  private static final int READ_BYTES = 16 * 1024;

  private final InetSocketAddress address;
  private final LongSupplier nanoTime;
  private final byte[] bytes = new byte[READ_BYTES]; // the checking thread only
  private volatile @Nullable SocketChannel channel;
  private volatile boolean closed;
  private long deadlineNanos; // the checking thread only

  CheckSocket(InetSocketAddress address, LongSupplier nanoTime) {
    this.address = address;
    this.nanoTime = nanoTime;
  }

  /// Begins a check: connects where the last one's connection is not there any more.
  void begin(long timeoutMillis) throws IOException {
    deadlineNanos = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    if (!isOpen()) {
      disconnect();
      connect();
    }
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

  private void connect() throws IOException {
    SocketChannel opened = SocketChannel.open();
    channel = opened;
    if (closed) {
      disconnect();
    }
    opened.socket().setTcpNoDelay(true);
    opened.socket().connect(address, remainingMillis());
  }

  void write(ByteBuffer what) throws IOException {
    ByteBuffer rest = what.duplicate();
    while (rest.hasRemaining()) {
      open().write(rest);
    }
  }

  /// How many bytes came into [#bytes()]; -1 at the end.
  int read() throws IOException {
    var socket = open().socket();
    socket.setSoTimeout(remainingMillis());
    return socket.getInputStream().read(bytes);
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
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    disconnect();
  }
}
