package io.limpet.proxy.health;

import io.netty.util.ReferenceCountUtil;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import org.jspecify.annotations.Nullable;

/// TLS on a check's connection, in blocking calls. One check at a time; releasing is for any
/// thread, and what still waits then fails by its connection.
final class CheckTls {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SSLEngine engine;
  private final Wire wire;
  private final ByteBuffer out;
  private final ByteBuffer plain; // what was decrypted and not yet read
  private ByteBuffer in; // what came and is not yet decrypted

  /// The connection below.
  interface Wire {
    void write(ByteBuffer bytes) throws IOException;

    /// How many bytes came; -1 at the end.
    int read(byte[] into) throws IOException;
  }

  CheckTls(SSLEngine engine, Wire wire) {
    this.engine = engine;
    this.wire = wire;
    this.out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    this.plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()).flip();
    this.in = ByteBuffer.allocate(engine.getSession().getPacketBufferSize()).flip();
  }

  void handshake() throws IOException {
    engine.beginHandshake();
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_WRAP -> wrap(NOTHING);
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          if (!decrypt()) {
            throw new EOFException("TLS ended in its handshake");
          }
        }
        case NEED_TASK -> runTask();
        case FINISHED, NOT_HANDSHAKING -> {
          return;
        }
      }
    }
  }

  /// BoringSSL's engine goes on from there only when it is asked for bytes or given some, and what
  /// it was given last may be used up.
  private void runTask() throws IOException {
    @Nullable Runnable task = engine.getDelegatedTask();
    if (task != null) {
      task.run();
    }
    wrap(NOTHING);
  }

  void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      wrap(bytes);
    }
  }

  private void wrap(ByteBuffer bytes) throws IOException {
    out.clear();
    SSLEngineResult result = engine.wrap(bytes, out);
    if (out.position() > 0) {
      wire.write(out.flip());
    } else if (result.getStatus() == Status.CLOSED) {
      throw new EOFException("TLS is over");
    }
  }

  /// How many bytes came; -1 at the end.
  int read(byte[] into) throws IOException {
    while (!plain.hasRemaining()) {
      if (!decrypt()) {
        return -1;
      }
      afterwards();
    }
    int length = Math.min(into.length, plain.remaining());
    plain.get(into, 0, length);
    return length;
  }

  /// What the other side asks for in the middle, such as another key.
  private void afterwards() throws IOException {
    switch (engine.getHandshakeStatus()) {
      case NEED_WRAP -> wrap(NOTHING);
      case NEED_TASK -> runTask();
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN, NOT_HANDSHAKING, FINISHED -> {}
    }
  }

  /// Takes one step further in what came; false at the end.
  private boolean decrypt() throws IOException {
    plain.clear();
    SSLEngineResult result = engine.unwrap(in, plain);
    plain.flip();
    return switch (result.getStatus()) {
      case OK -> true;
      case BUFFER_UNDERFLOW -> {
        if (waits(result.getHandshakeStatus())) {
          more();
        }
        yield true;
      }
      case CLOSED -> false;
      case BUFFER_OVERFLOW -> throw new IOException("a record of TLS is larger than any may be");
    };
  }

  /// Whether it is the other side's turn. An engine tells that nothing came also where it has
  /// something to say or to do first, and where its handshake just ended.
  private static boolean waits(HandshakeStatus status) {
    return switch (status) {
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN, NOT_HANDSHAKING -> true;
      case NEED_WRAP, NEED_TASK, FINISHED -> false;
    };
  }

  private void more() throws IOException {
    byte[] bytes = new byte[engine.getSession().getPacketBufferSize()];
    int count = wire.read(bytes);
    if (count < 0) {
      throw new EOFException("the connection ended in a record of TLS");
    }
    ByteBuffer longer = ByteBuffer.allocate(in.remaining() + count);
    in = longer.put(in).put(bytes, 0, count).flip();
  }

  void release() {
    ReferenceCountUtil.release(engine);
  }
}
