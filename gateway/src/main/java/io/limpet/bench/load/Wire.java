package io.limpet.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// What a connection's bytes are said over.
sealed interface Wire permits PlainWire, TlsWire {
  /// For how long a proxy may take no byte of a request before it is given up.
  long PATIENCE_NANOS = 5_000_000_000L;

  /// Takes what is read; the buffer is good until it returns.
  interface Receiver {
    void received(ByteBuffer bytes) throws IOException;
  }

  /// The connection is there: whatever must be said before requests.
  void start() throws IOException;

  /// Whether requests may be sent.
  boolean isOpen();

  /// Whether an earlier session was resumed.
  boolean isResumed();

  /// Reads once from the socket, which has something.
  void read(Receiver to) throws IOException;

  /// All of it. Requests are small: to wait for a socket that is full needs no selector.
  void write(ByteBuffer bytes) throws IOException;

  static void writeAll(SocketChannel channel, ByteBuffer bytes) throws IOException {
    if (channel.write(bytes) > 0 && !bytes.hasRemaining()) {
      return;
    }
    long begun = System.nanoTime();
    while (bytes.hasRemaining()) {
      if (channel.write(bytes) == 0 && System.nanoTime() - begun > PATIENCE_NANOS) {
        throw new IOException("no byte of a request was taken for 5 s");
      }
      Thread.onSpinWait();
    }
  }
}
