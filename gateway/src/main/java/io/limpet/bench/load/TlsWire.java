package io.limpet.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;

/// By the JDK's TLS, whose cost is the client's own and is not measured.
final class TlsWire implements Wire {
  private final SocketChannel channel;
  private final SSLEngine engine;
  private final ByteBuffer encrypted;
  private final ByteBuffer out;
  private final ByteBuffer clear;
  private final long startedMillis = System.currentTimeMillis();
  private boolean open;

  TlsWire(SocketChannel channel, SSLEngine engine) {
    this.channel = channel;
    this.engine = engine;
    int packet = engine.getSession().getPacketBufferSize();
    encrypted = ByteBuffer.allocate(2 * packet);
    out = ByteBuffer.allocate(packet);
    clear = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
  }

  @Override
  public void start() throws IOException {
    engine.beginHandshake();
    shakeHands();
  }

  private void shakeHands() throws IOException {
    while (!open) {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> engine.getDelegatedTask().run();
        case NEED_WRAP -> wrap(ByteBuffer.allocate(0));
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          return;
        }
        case FINISHED, NOT_HANDSHAKING -> open = true;
      }
    }
  }

  private void wrap(ByteBuffer bytes) throws IOException {
    out.clear();
    if (engine.wrap(bytes, out).getStatus() != Status.OK) {
      throw new IOException("the TLS session is over");
    }
    Wire.writeAll(channel, out.flip());
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  /// A session that was made before this connection; the JDK tells it in no other way.
  @Override
  public boolean isResumed() {
    return engine.getSession().getCreationTime() < startedMillis;
  }

  @Override
  public void read(Receiver to) throws IOException {
    if (channel.read(encrypted) < 0) {
      throw new EOFException("the proxy closed the connection");
    }
    encrypted.flip();
    while (encrypted.hasRemaining() && channel.isOpen() && unwrap(to)) {
      shakeHands();
    }
    encrypted.compact();
  }

  /// One record; false if there is no whole one.
  private boolean unwrap(Receiver to) throws IOException {
    clear.clear();
    SSLEngineResult result = engine.unwrap(encrypted, clear);
    if (result.getStatus() == Status.CLOSED) {
      throw new EOFException("the proxy closed the TLS session");
    }
    if (clear.flip().hasRemaining()) {
      to.received(clear);
    }
    return result.getStatus() == Status.OK
        && (result.bytesConsumed() > 0 || result.getHandshakeStatus() == HandshakeStatus.NEED_TASK);
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      wrap(bytes);
    }
  }
}
