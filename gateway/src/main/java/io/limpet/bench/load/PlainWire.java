package io.limpet.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// In the clear. `shared`: one buffer is enough for all connections of a thread.
record PlainWire(SocketChannel channel, ByteBuffer shared) implements Wire {
  @Override
  public void start() {
    // Requests may be sent at once.
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public boolean isResumed() {
    return false;
  }

  @Override
  public void read(Receiver to) throws IOException {
    shared.clear();
    if (channel.read(shared) < 0) {
      throw new EOFException("the proxy closed the connection");
    }
    to.received(shared.flip());
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    Wire.writeAll(channel, bytes);
  }
}
